using LocalRag.Memory;
using LocalRag.Memory.Platform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace LocalRag.Tests.Memory;

public sealed class MemoryRegistrationTests
{
    [Fact]
    public async Task Monitor_TrimIsOn_LooksByItself()
    {
        TaskCompletionSource looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ServiceProvider services = Build(("Memory:Trim", "true"), ("Memory:TargetMb", "1000"));
        services.GetRequiredService<IMemoryArbiter>().Register(new SignallingOwner(looked));

        await Monitor(services).StartAsync(TestContext.Current.CancellationToken);

        await looked.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Status_NoTarget_IsThreeQuartersOfTheMachine()
    {
        await using ServiceProvider services = Build();

        MemoryStatus status = services.GetRequiredService<IMemoryArbiter>().Status;

        Assert.Equal((12_000_000_000, 1_500_000_000), (status.Budget, status.Used));
        Assert.Equal(10_000_000_000, status.Headroom);
    }

    [Fact]
    public void Status_UnderALimitOfTheProcess_LeavesATenthOfIt()
    {
        using ServiceProvider services = Build();
        FakeMemorySystem system = (FakeMemorySystem)services.GetRequiredService<IMemorySystem>();
        system.Current = system.Current with { Capacity = 1_000_000_000, IsLimited = true };

        Assert.Equal(900_000_000, services.GetRequiredService<IMemoryArbiter>().Status.Budget);
    }

    private static MemoryMonitor Monitor(ServiceProvider services) => services.GetServices<IHostedService>().OfType<MemoryMonitor>().Single();

    private static ServiceProvider Build(params (string Key, string Value)[] settings)
    {
        ServiceCollection services = new();
        services.AddSingleton<IMemorySystem>(new FakeMemorySystem { Current = new MemorySample(16_000_000_000, 10_000_000_000, 1_500_000_000) });
        services.AddSingleton<TimeProvider>(new FakeTimeProvider());
        services.AddLocalRag(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>("LocalRag:" + setting.Key, setting.Value)))
            .Build());
        return services.BuildServiceProvider();
    }

    private sealed class SignallingOwner(TaskCompletionSource told) : IMemoryOwner
    {
        public string Name => "signal";

        public MemoryKind Kind => MemoryKind.Other;

        public MemoryPriority Priority => MemoryPriority.Spare;

        public MemoryUsage GetUsage() => default;

        public ValueTask TrimAsync(MemoryTrim level, CancellationToken cancellationToken)
        {
            told.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }
}
