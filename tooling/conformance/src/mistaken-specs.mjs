/**
 * Specs that assert what tfjs gets wrong: a gradient that is not the derivative, or an error where there is a derivative. What puts
 * it right fails them. The finite differences in the test beside this file say what is right; whoever adds one shows it there.
 *
 * @type {readonly { readonly name: string, readonly why: string }[]}
 */
export const mistakenSpecs = [
  { name: 'mirrorPad test {} grad', why: 'wants what reflections contribute to be left out' },
  { name: 'mirrorPad test {} gradient with clones', why: 'wants what reflections contribute to be left out' },
  {
    name: 'avgPool test {} gradient x=[3,3,1] f=[3,3] s=1 p=explicit',
    why: 'wants a division by all nine values of the window, where the operation divides by those inside the image',
  },
  {
    name: 'depthwiseConv2d gradients test {} throws error on dilations > 1',
    why: 'wants an error, where tfjs has no gradient of a dilated convolution',
  },
  {
    name: 'gradients test {} errors if relevant ops are missing grads',
    why: 'wants an error for the gradient of logicalAnd; it is 0, as of all comparisons, which second derivatives of clipByValue need',
  },
];
