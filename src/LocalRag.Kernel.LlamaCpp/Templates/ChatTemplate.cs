using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Templates;

/// <summary>Lays out a conversation as a model wants it, without ever mixing the template's markers with the words of messages.</summary>
internal sealed unsafe class ChatTemplate
{
    private const char Open = '\u0002';
    private const char Close = '\u0003';

    private readonly string _source;

    private ChatTemplate(string source) => _source = source;

    /// <summary>Gets the template's text, or the name of one that llama.cpp knows.</summary>
    public string Source => _source;

    /// <summary>Gets the names of the templates that llama.cpp knows.</summary>
    public static IReadOnlyList<string> BuiltInNames
    {
        get
        {
            int count = NativeMethods.llama_chat_builtin_templates(null, 0);
            byte*[] names = new byte*[count];
            fixed (byte** output = names)
            {
                int written = NativeMethods.llama_chat_builtin_templates(output, (nuint)count);
                List<string> result = [];
                for (int i = 0; i < Math.Min(count, written); i++)
                {
                    result.Add(NativeMethods.Text(names[i]));
                }

                return result;
            }
        }
    }

    /// <summary>Takes the configured template, or else the model's own.</summary>
    /// <exception cref="LocalRagException">There is none, or llama.cpp does not know it.</exception>
    public static ChatTemplate Create(string? configured, string? ofModel, string modelPath)
    {
        string? source = string.IsNullOrWhiteSpace(configured) ? ofModel : configured;
        if (string.IsNullOrWhiteSpace(source))
        {
            throw new LocalRagException($"The model {modelPath} has no chat template, and Llama:ChatTemplate is not set.", NextStep());
        }

        ChatTemplate template = new(source);
        if (template.Apply(["user"], addAssistant: true) is null)
        {
            throw new LocalRagException(
                source == ofModel
                    ? $"The chat template in the model {modelPath} is not one that llama.cpp knows."
                    : $"Llama:ChatTemplate is not a template that llama.cpp knows: {Shorten(source)}",
                NextStep());
        }

        return template;

        static string NextStep() => $"Set Llama:ChatTemplate to one of {string.Join(", ", BuiltInNames)}, or to the text of a template of these kinds.";
    }

    /// <summary>Lays out messages by their roles, and asks for the assistant's words next.</summary>
    /// <exception cref="LocalRagException">The template leaves out a message.</exception>
    public IReadOnlyList<TemplatePart> Render(IReadOnlyList<string> roles)
    {
        string text = Apply(roles, addAssistant: true)
            ?? throw new LocalRagException("llama.cpp could not apply the chat template.", "Set Llama:ChatTemplate to another one.");
        List<TemplatePart> parts = [];
        bool[] seen = new bool[roles.Count];
        int position = 0;
        for (int open = text.IndexOf(Open); open >= 0; open = text.IndexOf(Open, position))
        {
            if (open > position)
            {
                parts.Add(new TemplatePart(text[position..open], -1));
            }

            int close = text.IndexOf(Close, open);
            int message = int.Parse(text.AsSpan(open + 1, close - open - 1), NumberStyles.None, CultureInfo.InvariantCulture);
            seen[message] = true;
            parts.Add(new TemplatePart(null, message));
            position = close + 1;
        }

        if (position < text.Length)
        {
            parts.Add(new TemplatePart(text[position..], -1));
        }

        int missing = Array.IndexOf(seen, false);
        return missing < 0
            ? parts
            : throw new LocalRagException(
                $"The chat template has no place for message {missing + 1} of {roles.Count}, of role {roles[missing]}.",
                "Leave that message out, or set Llama:ChatTemplate to a template that takes it.");
    }

    private static string Shorten(string source) => source.Length <= 100 ? source : string.Concat(source.AsSpan(0, 100), "...");

    // Each content is a place holder made of two control characters, which no template has in its own words, and the message's index.
    private string? Apply(IReadOnlyList<string> roles, bool addAssistant)
    {
        List<nint> allocated = [];
        try
        {
            LlamaChatMessage[] messages = new LlamaChatMessage[roles.Count];
            for (int i = 0; i < messages.Length; i++)
            {
                messages[i].Role = Allocate(roles[i]);
                messages[i].Content = Allocate(string.Create(CultureInfo.InvariantCulture, $"{Open}{i}{Close}"));
            }

            byte* template = Allocate(_source);
            byte[] buffer = new byte[1024];
            int length = Apply(template, messages, addAssistant, buffer);
            if (length > buffer.Length)
            {
                buffer = new byte[length];
                length = Apply(template, messages, addAssistant, buffer);
            }

            return length < 0 ? null : Encoding.UTF8.GetString(buffer, 0, length);
        }
        finally
        {
            allocated.ForEach(Marshal.FreeCoTaskMem);
        }

        byte* Allocate(string text)
        {
            nint pointer = Marshal.StringToCoTaskMemUTF8(text);
            allocated.Add(pointer);
            return (byte*)pointer;
        }
    }

    private static int Apply(byte* template, LlamaChatMessage[] messages, bool addAssistant, byte[] buffer)
    {
        fixed (LlamaChatMessage* pointer = messages)
        fixed (byte* output = buffer)
        {
            return NativeMethods.llama_chat_apply_template(
                template, pointer, (nuint)messages.Length, addAssistant ? (byte)1 : (byte)0, output, buffer.Length);
        }
    }
}
