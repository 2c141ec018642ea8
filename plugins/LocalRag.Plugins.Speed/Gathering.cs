using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Speed;

/// <summary>Calls that are to become one. Everything in it changes under the lock of the layer that it belongs to.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A cancellation source without a timer or a wait handle holds nothing to free, and the last caller may still cancel it when the call has ended.")]
internal sealed class Gathering
{
    private readonly List<Member> _members = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _abandoned = new();
    private int _waiting;

    /// <summary>Gets whether the joint call has begun: nobody joins it any more.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Gets a token that is cancelled when the last caller has given up.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>Gets the task that ends with the joint call.</summary>
    public Task Done => _done.Task;

    public Member Join(string[] texts)
    {
        Member member = new(texts);
        _members.Add(member);
        _waiting++;
        return member;
    }

    /// <summary>Begins the joint call; returns whose it is.</summary>
    public IReadOnlyList<Member> Begin()
    {
        HasBegun = true;
        return _members;
    }

    public void End() => _done.SetResult();

    /// <summary>Takes a caller out that has given up.</summary>
    /// <returns>Whether it was the last one of a call that has begun, which is then to be stopped by <see cref="AbandonAsync"/>.</returns>
    public bool Leave(Member member)
    {
        _waiting--;
        if (!HasBegun)
        {
            _members.Remove(member);
        }

        return HasBegun && _waiting == 0;
    }

    /// <summary>Stops the joint call, and returns when it has ended: nothing of it may be under way when its callers are gone.</summary>
    public async Task AbandonAsync()
    {
        await _abandoned.CancelAsync();
        await Done;
    }

    /// <summary>A caller and its texts.</summary>
    internal sealed class Member(string[] texts)
    {
        public string[] Texts => texts;

        public TaskCompletionSource<GeneratedEmbeddings<Embedding<float>>> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
