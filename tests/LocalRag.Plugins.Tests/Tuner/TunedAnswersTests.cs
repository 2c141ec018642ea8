using LocalRag.Plugins.Tuner;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalRag.Plugins.Tests;

public sealed class TunedAnswersTests : AnswersLayerConformanceTests
{
    protected override IChatClient CreateLayer(IChatClient inner) =>
        new TunedAnswers(inner, new OnlineTuner(new TestTuning(), TunerOptions.Default, TimeProvider.System, NullLogger<OnlineTuner>.Instance));
}
