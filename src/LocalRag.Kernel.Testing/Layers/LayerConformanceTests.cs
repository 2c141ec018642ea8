using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LocalRag.Testing;

/// <summary>What every layer of every pipeline must hold to. Derive from the suite of a pipeline, not from this class.</summary>
/// <typeparam name="TService">The pipeline's type.</typeparam>
public abstract class LayerConformanceTests<TService>
    where TService : class, IDisposable
{
    private const int ConcurrentCalls = 32;
    private const int CollectionRounds = 10;

    /// <summary>How long a call may take before the test gives up on it.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>Gets a value indicating whether the layer answers a call that it has seen before by itself.</summary>
    /// <value>The default is false: every call reaches the service inside.</value>
    protected virtual bool CachesResponses => false;

    private protected abstract IReadOnlyList<LayerCall<TService>> Calls { get; }

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The token that is given to the service inside is cancelled when the caller's is.</summary>
    [Fact]
    public async Task Token_reaches_the_service_inside()
    {
        foreach (LayerCall<TService> call in Calls)
        {
            (bool reached, _) = await CancelInsideAsync(call);

            Assert.True(reached, $"{call.Name}: the service inside was given a token that is not cancelled with the caller's.");
        }
    }

    /// <summary>A cancelled call ends with the caller's own token, whatever token the layer has made of it.</summary>
    [Fact]
    public async Task Cancellation_carries_the_token_of_the_caller()
    {
        foreach (LayerCall<TService> call in Calls)
        {
            (_, string? problem) = await CancelInsideAsync(call);

            Assert.True(problem is null, $"{call.Name}: {problem}");
        }
    }

    /// <summary>An exception of the service inside reaches the caller as the same object.</summary>
    [Fact]
    public async Task Exception_is_not_wrapped()
    {
        foreach (LayerCall<TService> call in Calls)
        {
            InnerService<TService> inner = CreateInner();
            InvalidOperationException thrown = new("thrown by the service inside");
            inner.OnCall = _ => throw thrown;
            using TService layer = CreateChecked(inner);

            Exception? caught = await Record.ExceptionAsync(() => InvokeAsync(call, layer, "a question that fails"));

            Assert.True(ReferenceEquals(thrown, caught), $"{call.Name}: expected the exception of the service inside, got {caught?.ToString() ?? "none"}.");
        }
    }

    /// <summary>After a failed or cancelled call, the same call is answered as if nothing had been.</summary>
    [Fact]
    public async Task Failure_is_not_remembered()
    {
        foreach (LayerCall<TService> call in Calls)
        {
            InnerService<TService> inner = CreateInner();
            using TService layer = CreateChecked(inner);
            inner.OnCall = _ => throw new InvalidOperationException("thrown by the service inside");
            await Record.ExceptionAsync(() => InvokeAsync(call, layer, "asked again"));
            inner.OnCall = _ => throw new OperationCanceledException();
            await Record.ExceptionAsync(() => InvokeAsync(call, layer, "asked again"));
            inner.OnCall = _ => Task.CompletedTask;

            string answer = await InvokeAsync(call, layer, "asked again");

            Assert.Equal(await AnswerAloneAsync(call, "asked again"), answer);
        }
    }

    /// <summary>Calls that run at the same time get the answers that they would get alone.</summary>
    [Fact]
    public async Task Concurrent_calls_do_not_mix()
    {
        foreach (LayerCall<TService> call in Calls)
        {
            InnerService<TService> inner = CreateInner();
            inner.OnCall = async _ => await Task.Yield();
            using TService layer = CreateChecked(inner);
            string[] questions = [.. Enumerable.Range(0, ConcurrentCalls).Select(i => $"question number {i}")];

            // Some begin on this thread, one after the other, and some on others, at the same moment.
            string[] answers = await Task.WhenAll(questions.Select((question, i) =>
                i % 2 == 0 ? InvokeAsync(call, layer, question) : Task.Run(() => InvokeAsync(call, layer, question), Token)));

            List<string> expected = [];
            foreach (string question in questions)
            {
                expected.Add(await AnswerAloneAsync(call, question));
            }

            Assert.Equal(expected, answers);
        }
    }

    /// <summary>A call that was made before reaches the service inside again, unless the layer is a cache and says so.</summary>
    [Fact]
    public async Task Repeated_call_is_answered_the_same()
    {
        foreach (LayerCall<TService> call in Calls)
        {
            InnerService<TService> inner = CreateInner();
            using TService layer = CreateChecked(inner);

            string first = await InvokeAsync(call, layer, "asked twice");
            int calls = inner.Calls;
            string second = await InvokeAsync(call, layer, "asked twice");

            Assert.Equal(first, second);
            Assert.True(
                CachesResponses == (inner.Calls == calls),
                $"{call.Name}: a repeated call {(CachesResponses ? "reached" : "did not reach")} the service inside, and {nameof(CachesResponses)} is {CachesResponses}.");
        }
    }

    /// <summary>The service inside can be found through the layer, and a service that does not exist is null.</summary>
    [Fact]
    public void Service_inside_is_found_through_the_layer()
    {
        InnerService<TService> inner = CreateInner();
        using TService layer = CreateChecked(inner);

        Assert.Same(inner.Service, GetService(layer, inner.Service.GetType(), null));
        Assert.Null(GetService(layer, typeof(LayerConformanceTests<TService>), null));
        Assert.Null(GetService(layer, inner.Service.GetType(), "no service has this key"));
    }

    /// <summary>Disposing a layer disposes the one inside it, once or more often. (The host puts what must not be disposed behind a boundary.)</summary>
    [Fact]
    public void Disposal_reaches_the_service_inside_and_may_be_repeated()
    {
        InnerService<TService> inner = CreateInner();
        TService layer = CreateChecked(inner);

        layer.Dispose();
        layer.Dispose();

        Assert.True(inner.IsDisposed, "The service inside was not disposed with the layer, so layers of the same plugin inside this one would not be either.");
    }

    /// <summary>Nothing that lives longer (the engine, the caller's token, a static) holds a layer after it was used and disposed.</summary>
    [Fact]
    public async Task Layer_is_let_go_of_when_it_was_disposed()
    {
        InnerService<TService> inner = CreateInner();
        using CancellationTokenSource longLived = new();

        // Not on the runner's own threads: what such a thread did last, it holds until it has something else to do.
        WeakReference layer = await Task.Run(() => UseAndDisposeAsync(inner, longLived.Token), Token);
        inner.Forget();
        for (int round = 0; round < CollectionRounds && layer.IsAlive; round++)
        {
            Collect();
            await Task.Yield();
        }

        Assert.False(layer.IsAlive, "The layer is still held after it was disposed: by a token registration, a timer, an event, or a static field. Its assembly could not be unloaded.");
        GC.KeepAlive(inner);
    }

    // What a derived suite knows and this one does not. Not for plugin authors, who see the suite of a pipeline only.
    private protected abstract TService Create(TService inner);

    private protected abstract InnerService<TService> CreateInner();

    private protected abstract object? GetService(TService service, Type serviceType, object? serviceKey);

    private protected static Task<string> InvokeAsync(LayerCall<TService> call, TService layer, string question) =>
        call.Invoke(layer, question, Token).WaitAsync(s_limit, Token);

    private protected TService CreateChecked(InnerService<TService> inner)
    {
        TService layer = Create(inner.Service);
        Assert.NotNull(layer);
        Assert.NotSame(inner.Service, layer);
        return layer;
    }

    /// <summary>Returns the answer of a layer that answers nothing else.</summary>
    private protected async Task<string> AnswerAloneAsync(LayerCall<TService> call, string question)
    {
        using TService layer = CreateChecked(CreateInner());
        return await InvokeAsync(call, layer, question);
    }

    /// <summary>Cancels a call while it is in the service inside.</summary>
    /// <returns>Whether the cancellation was seen there, and what was wrong with the way the call ended.</returns>
    private async Task<(bool Reached, string? Problem)> CancelInsideAsync(LayerCall<TService> call)
    {
        InnerService<TService> inner = CreateInner();
        TaskCompletionSource<CancellationToken> entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        inner.OnCall = async token =>
        {
            entered.TrySetResult(token);
            await left.Task;
            token.ThrowIfCancellationRequested();
        };
        using TService layer = CreateChecked(inner);
        using CancellationTokenSource caller = new();
        Task<string> running = Task.Run(() => call.Invoke(layer, "a question that is cancelled", caller.Token), Token);
        await Task.WhenAny(entered.Task, running).WaitAsync(s_limit, Token);
        Assert.True(entered.Task.IsCompleted, $"{call.Name}: the call ended without reaching the service inside.");

        await caller.CancelAsync();
        bool reached = (await entered.Task).IsCancellationRequested;
        left.SetResult();
        Exception? exception = await Record.ExceptionAsync(() => running.WaitAsync(s_limit, Token));
        string? problem = exception switch
        {
            OperationCanceledException cancelled when cancelled.CancellationToken == caller.Token => null,
            OperationCanceledException => "the cancellation carries another token than the caller's.",
            _ => $"the cancelled call ended with {exception?.GetType().Name ?? "an answer"} in place of an OperationCanceledException.",
        };
        return (reached, problem);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> UseAndDisposeAsync(InnerService<TService> inner, CancellationToken longLived)
    {
        TService layer = CreateChecked(inner);
        foreach (LayerCall<TService> call in Calls)
        {
            await call.Invoke(layer, "a question before the end", longLived);
        }

        layer.Dispose();
        return new WeakReference(layer);
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "That nothing holds an object is seen when a collection takes it.")]
    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
