using Xunit.Sdk;
using Xunit.v3;

// Each engine uses every core: two at once take turns at spinning, and both are slow.
[assembly: Parallelization(Mode = ParallelMode.None)]
