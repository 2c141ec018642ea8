using System.Globalization;
using System.Text;

namespace LocalRag.Ingestion.Reading;

/// <summary>The way from the root of a JSON document to the current value, such as <c>users[3].name</c>.</summary>
internal sealed class JsonPath
{
    private const int LongestName = 100;

    private readonly Stack<Frame> _frames = new();
    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    /// <summary>Moves to a property of the current object.</summary>
    public void Property(string name)
    {
        Frame frame = _frames.Peek();
        _text.Length = frame.Length;
        if (frame.Length > 0)
        {
            _text.Append('.');
        }

        _text.Append(name.Length <= LongestName ? name : name.AsSpan(0, LongestName));
    }

    /// <summary>Moves to the next element where the current container is an array.</summary>
    public void Value()
    {
        if (_frames.TryPeek(out Frame? frame) && frame.IsArray)
        {
            _text.Length = frame.Length;
            _text.Append(CultureInfo.InvariantCulture, $"[{frame.Elements++}]");
        }
    }

    public void Enter(bool isArray) => _frames.Push(new Frame(isArray, _text.Length));

    public void Leave() => _text.Length = _frames.Pop().Length;

    private sealed class Frame(bool isArray, int length)
    {
        public bool IsArray { get; } = isArray;

        public int Length { get; } = length;

        public int Elements { get; set; }
    }
}
