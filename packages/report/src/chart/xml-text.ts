import { printable } from '../text/printable';

const elementNode = 1;
const words = /^(?:aria-|font-family$)/u;
const longNumber = /-?\d*\.\d{3,}(?:e-?\d+)?/gu;

/**
 * An element as XML: attributes in alphabetical order and coordinates to a hundredth of a pixel, so that Node and every browser write
 * the same text. (A browser's outerHTML and linkedom's are HTML, which readers of XML refuse.)
 */
export function xmlText(node: Element): string {
  const attributes = [...node.attributes]
    .map(({ name, value }) => ` ${name}="${escaped(words.test(name) ? value : value.replace(longNumber, hundredths))}"`)
    .sort();
  const children = [...node.childNodes].map((child) => {
    return child.nodeType === elementNode ? xmlText(child as Element) : escaped(child.textContent ?? '');
  });
  const open = `<${node.localName}${attributes.join('')}`;
  return children.length === 0 ? `${open}/>` : `${open}>${children.join('')}</${node.localName}>`;
}

function hundredths(number: string): string {
  return String(Math.round(Number(number) * 100) / 100);
}

function escaped(text: string): string {
  return printable(text).replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;').replace(/"/gu, '&quot;');
}
