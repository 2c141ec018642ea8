using Xunit.Sdk;
using Xunit.v3;

// The software device computes on the processor's cores: two tests at once only wait for each other.
[assembly: Parallelization(Mode = ParallelMode.None)]
