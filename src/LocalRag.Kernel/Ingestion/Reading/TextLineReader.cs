using System.Runtime.CompilerServices;
using System.Text;

namespace LocalRag.Ingestion.Reading;

/// <summary>Reads lines of any length in bounded memory: <see cref="StreamReader.ReadLineAsync()"/> would hold a file that is one line.</summary>
internal static class TextLineReader
{
    private const int BufferCharacters = 16 * 1024;

    public static async IAsyncEnumerable<TextLine> ReadAsync(
        TextReader reader, int maxLength, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        char[] buffer = new char[BufferCharacters];
        StringBuilder line = new();
        int number = 1;
        bool continues = false;
        bool afterReturn = false;
        int read;
        while ((read = await reader.ReadAsync(buffer.AsMemory(), cancellationToken)) > 0)
        {
            int start = 0;
            if (afterReturn && buffer[0] == '\n')
            {
                start = 1;
            }

            afterReturn = false;
            while (start < read)
            {
                int length = buffer.AsSpan(start, read - start).IndexOfAny('\n', '\r');
                int take = Math.Min(length < 0 ? read - start : length, maxLength - line.Length);
                line.Append(buffer, start, take);
                start += take;
                if (length >= 0 && take == length)
                {
                    yield return new TextLine(line.ToString(), number, continues);
                    line.Clear();
                    continues = false;
                    number++;
                    bool wasReturn = buffer[start] == '\r';
                    start++;
                    if (wasReturn && start < read && buffer[start] == '\n')
                    {
                        start++;
                    }

                    afterReturn = wasReturn && start == read;
                }
                else if (line.Length == maxLength)
                {
                    int cut = CutAtSpace(line);
                    yield return new TextLine(line.ToString(0, cut), number, continues);
                    line.Remove(0, cut);
                    continues = true;
                }
            }
        }

        if (line.Length > 0)
        {
            yield return new TextLine(line.ToString(), number, continues);
        }
    }

    private static int CutAtSpace(StringBuilder line)
    {
        for (int index = line.Length - 1; index > line.Length / 2; index--)
        {
            if (char.IsWhiteSpace(line[index]))
            {
                return index + 1;
            }
        }

        return char.IsHighSurrogate(line[^1]) && line.Length > 1 ? line.Length - 1 : line.Length;
    }
}
