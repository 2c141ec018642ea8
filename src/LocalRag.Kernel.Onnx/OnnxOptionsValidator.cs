using Microsoft.Extensions.Options;

namespace LocalRag.Onnx;

[OptionsValidator]
internal sealed partial class OnnxOptionsValidator : IValidateOptions<OnnxOptions>;
