import { xmlText } from './xml-text';

const namespace = 'http://www.w3.org/2000/svg';

/** The picture as the text of a file of its own: named, described, on white, with ids that depend on nothing but its content. */
export function serialize(svg: Element, title: string, description: string): string {
  const make = (name: string, attributes: Readonly<Record<string, string>>, content = ''): Element => {
    const element = svg.ownerDocument.createElementNS(namespace, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = content;
    return element;
  };
  // Plot's own style is for web pages and its class name; a file needs neither.
  for (const style of [...svg.querySelectorAll('style')]) style.remove();
  svg.removeAttribute('class');
  svg.setAttribute('role', 'img');
  svg.setAttribute('font-family', "'DejaVu Sans', Verdana, sans-serif");
  renameClips(svg, 'clip');

  // Several charts may stand in one page, where equal ids would mix up their clip paths and titles.
  const id = `chart-${hash(title + description + xmlText(svg))}`;
  renameClips(svg, `${id}-clip`);
  svg.setAttribute('aria-labelledby', `${id}-title ${id}-desc`);
  svg.prepend(
    make('title', { id: `${id}-title` }, title),
    make('desc', { id: `${id}-desc` }, description),
    make('rect', { width: '100%', height: '100%', fill: 'white' }),
  );
  svg.setAttribute('xmlns', namespace);
  return xmlText(svg);
}

// Plot numbers its clip paths through the life of the process.
function renameClips(svg: Element, prefix: string): void {
  const paths = [...svg.querySelectorAll('*')].filter((element) => element.localName.toLowerCase() === 'clippath');
  const names = new Map(paths.map((path, i) => [`url(#${path.getAttribute('id')})`, `${prefix}-${i}`]));
  for (const element of svg.querySelectorAll('[clip-path]')) {
    element.setAttribute('clip-path', `url(#${names.get(element.getAttribute('clip-path')!)})`);
  }
  paths.forEach((path, i) => {
    path.setAttribute('id', `${prefix}-${i}`);
  });
}

// FNV-1a, 32 bits: enough to tell a page's charts apart.
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}
