namespace LocalRag.Cli.Profiling;

/// <summary>A method in a flame graph, with those that it called.</summary>
internal sealed class FlameNode(int name)
{
    private readonly Dictionary<int, FlameNode> _children = [];

    public int Name { get; } = name;

    public double Milliseconds { get; private set; }

    public double OwnMilliseconds { get; private set; }

    public IEnumerable<FlameNode> Children => _children.Values.OrderBy(child => child.Name);

    /// <summary>Merges stacks into one tree.</summary>
    public static FlameNode Build(IEnumerable<StackSample> samples)
    {
        FlameNode root = new(-1);
        foreach (StackSample sample in samples)
        {
            FlameNode node = root;
            node.Milliseconds += sample.Weight;
            foreach (int frame in sample.Frames)
            {
                if (!node._children.TryGetValue(frame, out FlameNode? child))
                {
                    node._children[frame] = child = new FlameNode(frame);
                }

                child.Milliseconds += sample.Weight;
                node = child;
            }

            node.OwnMilliseconds += sample.Weight;
        }

        return root;
    }
}
