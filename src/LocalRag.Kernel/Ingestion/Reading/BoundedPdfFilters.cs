using System.IO.Compression;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace LocalRag.Ingestion.Reading;

/// <summary>PdfPig's filters, with a limit on what one compressed stream may unpack to: PdfPig unpacks it into memory, whatever its size.</summary>
internal sealed class BoundedPdfFilters(long maxStreamBytes) : IFilterProvider
{
    private readonly IFilterProvider _inner = DefaultFilterProvider.Instance;

    public IReadOnlyList<IFilter> GetFilters(DictionaryToken dictionary) => Bound(_inner.GetFilters(dictionary));

    public IReadOnlyList<IFilter> GetNamedFilters(IReadOnlyList<NameToken> names) => Bound(_inner.GetNamedFilters(names));

    public IReadOnlyList<IFilter> GetAllFilters() => Bound(_inner.GetAllFilters());

    private IFilter[] Bound(IReadOnlyList<IFilter> filters) =>
        [.. filters.Select(filter => filter is FlateFilter ? new BoundedFlateFilter(filter, maxStreamBytes) : filter)];

    private sealed class BoundedFlateFilter(IFilter inner, long maxBytes) : IFilter
    {
        // Deflate makes at most 1,032 bytes of one.
        private const long LargestRatio = 1032;

        public bool IsSupported => inner.IsSupported;

        public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
        {
            if (input.Length * LargestRatio > maxBytes)
            {
                Check(input);
            }

            return inner.Decode(input, streamDictionary, filterProvider, filterIndex);
        }

        private void Check(Memory<byte> input)
        {
            // The two bytes of the header are passed over as PdfPig does it, which takes any.
            using DeflateStream inflated = new(new MemoryStream(input[2..].ToArray(), writable: false), CompressionMode.Decompress);
            byte[] buffer = new byte[64 * 1024];
            long total = 0;
            try
            {
                int read;
                while ((read = inflated.Read(buffer)) > 0)
                {
                    total += read;
                    if (total > maxBytes)
                    {
                        throw new DocumentUnreadableException($"More than {maxBytes:N0} bytes come out of one of its streams.");
                    }
                }
            }
            catch (InvalidDataException)
            {
                // Damaged after less than the limit: what to make of that is the filter's business.
            }
        }
    }
}
