import torch
from torch.nn.functional import binary_cross_entropy_with_logits, conv2d, conv_transpose2d, relu


def loss(p, inputs):
    def dense(x, name):
        return x @ p[f"{name}Kernel"] + p[f"{name}Bias"]

    # tfjs: [height, width, in, out] and, transposed, [height, width, out, in]; images [batch, height, width, channel].
    def conv(x, name):
        return relu(conv2d(x, p[f"{name}Kernel"].permute(3, 2, 0, 1), p[f"{name}Bias"], stride=2, padding=1))

    def deconv(x, name):
        return conv_transpose2d(x, p[f"{name}Kernel"].permute(3, 2, 0, 1), p[f"{name}Bias"], stride=2, padding=1)

    images = inputs["images"].permute(0, 3, 1, 2)
    batch = images.shape[0]
    hidden = conv(conv(images, "conv1"), "conv2").permute(0, 2, 3, 1).reshape(batch, 3136)
    mean, log_var = dense(hidden, "mean"), dense(hidden, "logVar")
    latents = mean + inputs["noise"] * torch.exp(0.5 * log_var)
    small = relu(dense(latents, "decoder")).reshape(batch, 7, 7, 64).permute(0, 3, 1, 2)
    logits = deconv(relu(deconv(small, "deconv1")), "deconv2").reshape(batch, 784)
    reconstruction = binary_cross_entropy_with_logits(logits, images.reshape(batch, 784), reduction="none").sum(1)
    kl = 0.5 * (log_var.exp() + mean**2 - log_var - 1).sum(1)
    return (reconstruction + kl).mean()
