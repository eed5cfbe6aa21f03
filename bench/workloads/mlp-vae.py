import torch
from torch.nn.functional import binary_cross_entropy_with_logits, relu


def loss(p, inputs):
    def dense(x, name):
        return x @ p[f"{name}Kernel"] + p[f"{name}Bias"]

    images = inputs["images"]
    hidden = relu(dense(images, "encoder"))
    mean, log_var = dense(hidden, "mean"), dense(hidden, "logVar")
    latents = mean + inputs["noise"] * torch.exp(0.5 * log_var)
    logits = dense(relu(dense(latents, "decoder")), "logits")
    reconstruction = binary_cross_entropy_with_logits(logits, images, reduction="none").sum(1)
    kl = 0.5 * (log_var.exp() + mean**2 - log_var - 1).sum(1)
    return (reconstruction + kl).mean()
