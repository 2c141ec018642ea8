using LocalRag.Onnx.Inference;

namespace LocalRag.Onnx.Tests.Inference;

public class MeanPoolingTests
{
    [Fact]
    public void TryPool_PaddedRows_AreLeftOut()
    {
        float[] rows = [1, 0, 5, 8, 100, 100];
        float[] vector = new float[2];

        Assert.True(MeanPooling.TryPool(rows, tokens: 2, vector));

        Assert.Equal([0.6f, 0.8f], vector);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void TryPool_SumWithoutDirection_IsRefused(float value)
    {
        Assert.False(MeanPooling.TryPool([value, value], tokens: 1, new float[2]));
    }
}
