// Does, in a call that brings the host's hooks, what its setting Way names: one of the things that may keep an assembly in memory.
using System;
using System.Buffers;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.Linq;
using System.Linq.Expressions;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using LocalRag;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

[assembly: RagPlugin("pins")]

public sealed class PinsPlugin : RagPlugin
{
    public override void Configure(IRagPluginBuilder builder)
    {
        string way = builder.Configuration["Way"];
        builder.Chat.Use((inner, services) => new PinsChatClient(inner, services, way));
    }
}

internal sealed class PinsChatClient(IChatClient inner, IServiceProvider services, string way) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        if (options?.AdditionalProperties?.TryGetValue("host", out object hooks) == true)
        {
            await new Pins((IDictionary<string, object>)hooks, services, InnerClient).RunAsync(way);
        }

        return await base.GetResponseAsync(messages, options, cancellationToken);
    }
}

internal sealed class Pins(IDictionary<string, object> host, IServiceProvider services, IChatClient inner)
{
    private static readonly AsyncLocal<Note> s_flow = new();
    private static readonly ThreadLocal<object> s_thread = new(trackAllValues: true);
    private static Timer s_timer;
    private static Func<int> s_delegate;
    private static HttpClient s_http;
    private static Meter s_meter;

    [ThreadStatic]
    private static Note t_note;

    private T Hook<T>(string name) => (T)host[name];

    public async Task RunAsync(string way)
    {
        switch (way)
        {
            case "converter": TypeDescriptor.GetConverter(typeof(Note)); break;
            case "properties": TypeDescriptor.GetProperties(typeof(Note)); break;
            case "dynamic": ReadDynamically(new Note()); break;
            case "host-provider": Hook<IServiceProvider>("services").GetService(typeof(Note)); break;
            case "host-provider-list": Hook<IServiceProvider>("services").GetService(typeof(IEnumerable<Note>)); break;
            case "ai-function": AIFunctionFactory.Create(Functions.TakeNote); break;
            case "kernel-plugin": KernelPluginFactory.CreateFromObject(new NoteFunctions()); break;
            case "instance-event": Hook<ObservableCollection<int>>("collection").CollectionChanged += (_, _) => GC.KeepAlive(typeof(Note)); break;
            case "process-exit": AppDomain.CurrentDomain.ProcessExit += static (_, _) => { }; break;
            case "unobserved-task": TaskScheduler.UnobservedTaskException += static (_, _) => { }; break;
            case "resolving": AssemblyLoadContext.Default.Resolving += static (_, _) => null; break;
            case "timer": s_timer = new Timer(static _ => { }, null, TimeSpan.FromHours(1), TimeSpan.FromHours(1)); break;
            case "delay-loop": _ = DelayForEverAsync(); break;
            case "thread-loop": new Thread(static () => new ManualResetEventSlim().Wait()) { IsBackground = true }.Start(); break;
            case "host-task": _ = WaitAsync(Hook<TaskCompletionSource>("never").Task); break;
            case "awaited-host-task": await WaitAsync(Hook<TaskCompletionSource>("never").Task); break;
            case "registered-wait": ThreadPool.RegisterWaitForSingleObject(Hook<ManualResetEvent>("event"), static (_, _) => { }, null, -1, true); break;
            case "async-local-host-timer": s_flow.Value = new Note(); Hook<Action>("start-timer")(); break;
            case "thread-local": s_thread.Value = new Note(); break;
            case "observable-meter": s_meter = new Meter("pins.observable"); s_meter.CreateObservableGauge("pins", static () => 1); break;
            case "token-registration": Hook<CancellationTokenSource>("token").Token.Register(static () => { }); break;
            case "linked-token-source":
                CancellationTokenSource.CreateLinkedTokenSource(Hook<CancellationTokenSource>("token").Token).Token.Register(static () => { });
                break;
            case "gc-handle": GCHandle.Alloc(new Note()); break;
            case "rooted-delegate": s_delegate = static () => 1; GCHandle.Alloc(s_delegate); Marshal.GetFunctionPointerForDelegate(new NativeCallback(Return1)); break;
            case "kept-exception": Hook<List<object>>("kept").Add(new NoteException()); break;
            case "type-key": Hook<Dictionary<Type, object>>("types")[typeof(Note)] = 1; break;

            case "json-default": JsonSerializer.Serialize(new Note()); break;
            case "json-own-options": JsonSerializer.Serialize(new Note(), new JsonSerializerOptions { WriteIndented = true }); break;
            case "json-anonymous": JsonSerializer.Serialize(new { A = 1 }); break;
            case "json-hash": AIJsonUtilities.HashDataToString([new Note()]); break;
            case "structured-output": (await inner.GetResponseAsync<Note>("hello")).TryGetResult(out _); break;
            case "ai-function-own-options":
                AIFunctionFactory.Create(Functions.TakeNote, new AIFunctionFactoryOptions { SerializerOptions = new(AIJsonUtilities.DefaultOptions) });
                break;

            case "json-contract": JsonSerializer.Serialize(new Note(), NoteContract()); break;
            case "regex-compiled": new Regex("a+b", RegexOptions.Compiled).IsMatch("aab"); break;
            case "regex-static": Regex.IsMatch("aab", "a+c"); break;
            case "expression": ((Expression<Func<Note, string>>)(note => note.Text)).Compile()(new Note()); break;
            case "activator": ActivatorUtilities.CreateInstance<Note>(services); break;
            case "own-provider": new ServiceCollection().AddSingleton<Note>().BuildServiceProvider().GetService<Note>(); break;
            case "own-provider-disposed": await using (ServiceProvider own = new ServiceCollection().AddSingleton<Note>().BuildServiceProvider()) { own.GetService<Note>(); } break;
            case "ai-function-primitives": AIFunctionFactory.Create(Functions.TakeText); break;
            case "ai-function-subclass": await new NoteFunction().InvokeAsync(); break;
            case "kernel-plugin-primitives": KernelPluginFactory.CreateFromObject(new TextFunctions()); break;
            case "prompt-function": KernelFunctionFactory.CreateFromPrompt("Say hello to {{$name}}"); break;
            case "open-telemetry": await inner.AsBuilder().UseOpenTelemetry().Build().GetResponseAsync("hello"); break;
            case "disposed-timer": new Timer(static _ => { }, null, TimeSpan.FromHours(1), TimeSpan.FromHours(1)).Dispose(); break;
            case "thread-static": t_note = new Note(); break;
            case "channel-reader": _ = Channel.CreateUnbounded<Note>().Reader.ReadAsync().AsTask(); break;
            case "async-local": s_flow.Value = new Note(); await Task.Yield(); break;
            case "counter-meter": s_meter = new Meter("pins.counter"); s_meter.CreateCounter<int>("pins").Add(1); break;
            case "activity-source": new ActivitySource("pins").StartActivity("pins")?.Dispose(); break;
            case "event-source": new NoteEvents().Write("pins"); break;
            case "disposed-registration": Hook<CancellationTokenSource>("token").Token.Register(static () => { }).Dispose(); break;
            case "weak-table": Hook<ConditionalWeakTable<object, object>>("weak").Add(new Note(), new object()); break;
            case "logger-message": LoggerMessage.Define<string>(LogLevel.Information, default, "{Note}")(services.GetRequiredService<ILogger<Note>>(), "pins", null); break;
            case "http-client": s_http = new HttpClient(); break;
            case "dll-resolver": NativeLibrary.SetDllImportResolver(typeof(Note).Assembly, static (_, _, _) => 0); break;
            case "array-pool": ArrayPool<Note>.Shared.Return(ArrayPool<Note>.Shared.Rent(16)); break;
            case "memory-owner": services.GetRequiredService<IMemoryArbiter>().Register(new NoteMemory()); Hook<Action>("read-instruments")(); break;
            case "enum": _ = Enum.Parse<NoteKind>("Long").ToString(); break;
            case "unmanaged-callers-only": TakePointer(); break;
            case "unrooted-delegate": Marshal.GetFunctionPointerForDelegate(new NativeCallback(Return1)); break;
            default: throw new InvalidOperationException("no such way: " + way);
        }
    }

    private static string ReadDynamically(dynamic note) => note.Text;

    private static async Task DelayForEverAsync()
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromHours(1));
            GC.KeepAlive(typeof(Note));
        }
    }

    private static async Task WaitAsync(Task task)
    {
        await task;
        GC.KeepAlive(typeof(Note));
    }

    private delegate int NativeCallback();

    private static int Return1() => 1;

    [UnmanagedCallersOnly]
    private static int ReturnFromNative() => 1;

    private static unsafe void TakePointer() => GC.KeepAlive((nint)(delegate* unmanaged<int>)&ReturnFromNative);

    // What the source generator writes, in short.
    private static JsonTypeInfo<Note> NoteContract()
    {
        JsonSerializerOptions options = new();
        JsonTypeInfo<Note> note = JsonMetadataServices.CreateObjectInfo(options, new JsonObjectInfoValues<Note>
        {
            ObjectCreator = static () => new Note(),
            PropertyMetadataInitializer = _ => [JsonMetadataServices.CreatePropertyInfo(options, new JsonPropertyInfoValues<string>
            {
                IsProperty = true,
                IsPublic = true,
                DeclaringType = typeof(Note),
                PropertyName = "Text",
                Getter = static value => ((Note)value).Text,
                Setter = static (value, text) => ((Note)value).Text = text,
            })],
        });
        options.TypeInfoResolver = new SingleContract(note);
        return note;
    }

    private sealed class SingleContract(JsonTypeInfo<Note> note) : IJsonTypeInfoResolver
    {
        public JsonTypeInfo GetTypeInfo(Type type, JsonSerializerOptions options) => type == typeof(Note) ? note
            : type == typeof(string) ? JsonMetadataServices.CreateValueInfo<string>(options, JsonMetadataServices.StringConverter) : null;
    }
}

public sealed class Note
{
    public string Text { get; set; } = "text";
}

public enum NoteKind
{
    Short,
    Long,
}

internal sealed class NoteException : Exception;

internal sealed class NoteEvents : EventSource;

internal sealed class NoteFunction : AIFunction
{
    public override string Name => "note";

    protected override ValueTask<object> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) => new(new Note());
}

internal static class Functions
{
    public static string TakeNote(Note note) => note.Text;

    public static string TakeText(string text) => text;
}

public sealed class NoteFunctions
{
    [KernelFunction]
    public Note Take(Note note) => note;
}

public sealed class TextFunctions
{
    [KernelFunction]
    public string Take(string text) => text;
}

internal sealed class NoteMemory : IMemoryOwner
{
    public string Name => "notes";

    public MemoryKind Kind => MemoryKind.Cache;

    public MemoryPriority Priority => MemoryPriority.Recomputable;

    public MemoryUsage GetUsage() => new(12_345);
}
