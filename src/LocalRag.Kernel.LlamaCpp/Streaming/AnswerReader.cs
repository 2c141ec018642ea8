using System.Text;
using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Tools;
using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Streaming;

/// <summary>Turns the tokens of an answer into its contents: text as it comes, and calls of tools, if there are tools, once the answer is complete.</summary>
internal sealed class AnswerReader(Vocabulary vocabulary, IReadOnlyList<string> stopSequences, IToolCallFormat? tools)
{
    private readonly TokenTextStream _text = new(vocabulary, stopSequences);
    private readonly StringBuilder _calls = new();
    private readonly StringBuilder _held = new();

    /// <summary>Gets whether a stop sequence was complete.</summary>
    public bool IsStopped => _text.IsStopped;

    /// <summary>Takes a token, and returns the text that can be shown.</summary>
    public string Append(int token) => Show(_text.Append(token), atEnd: false);

    /// <summary>Returns the rest of the text, at the end of the answer.</summary>
    public string Flush() => Show(_text.Flush(), atEnd: true);

    /// <summary>Returns the calls, and text after the first of them; read it after <see cref="Flush"/>.</summary>
    public IReadOnlyList<AIContent> Calls() => _calls.Length == 0 ? [] : tools!.Parse(_calls.ToString());

    private string Show(string text, bool atEnd)
    {
        if (tools is null)
        {
            return text;
        }

        if (_calls.Length > 0)
        {
            _calls.Append(text);
            return string.Empty;
        }

        string held = _held.Append(text).ToString();
        _held.Clear();
        int start = held.IndexOf(tools.CallStart, StringComparison.Ordinal);
        if (start >= 0)
        {
            _calls.Append(held, start, held.Length - start);
            return held[..start];
        }

        int keep = atEnd ? 0 : PossibleStart(held);
        _held.Append(held, held.Length - keep, keep);
        return held[..^keep];
    }

    private int PossibleStart(string text)
    {
        int length = Math.Min(text.Length, tools!.CallStart.Length - 1);
        while (!text.AsSpan(text.Length - length).SequenceEqual(tools.CallStart.AsSpan(0, length)))
        {
            length--;
        }

        return length;
    }
}
