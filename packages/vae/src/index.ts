export { type DiagonalGaussian, reparameterize } from './model/reparameterize';
export { type Vae, type VaeOptions, vae } from './model/vae';
export { convNetworks } from './networks/conv-networks';
export { mlpNetworks } from './networks/mlp-networks';
export type { VaeNetworks } from './networks/networks';
export { type Prior, standardNormal } from './priors/standard-normal';
