import { type Block, type Frame, lineHeight, sizes } from './frame';
import type { Look } from './palette';

const namespace = 'http://www.w3.org/2000/svg';
type Attributes = Readonly<Record<string, string | number>>;

/** Adds the texts that Plot does not draw: title, subtitle, axis labels, caption, and a name at the end of every line. */
export function annotate(svg: SVGSVGElement | Element, frame: Frame, looks: readonly Look[]): void {
  const add = (parent: Element, name: string, attributes: Attributes, content?: string): Element => {
    const element = svg.ownerDocument.createElementNS(namespace, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    if (content !== undefined) element.textContent = content;
    parent.appendChild(element);
    return element;
  };
  const write = (parent: Element, { lines, x, y }: Block, size: number, attributes: Attributes): void => {
    lines.forEach((line, i) => {
      add(
        parent,
        'text',
        { x: round(x), y: round(y + i * lineHeight(size)), 'font-size': size, 'text-anchor': 'start', ...attributes },
        line,
      );
    });
  };
  write(svg, frame.title, sizes.title, { class: 'title', 'font-weight': 'bold', fill: '#111' });
  write(svg, frame.subtitle, sizes.subtitle, { class: 'subtitle', fill: '#444' });
  write(svg, frame.yLabel, sizes.label, { class: 'y-label', fill: '#222' });
  write(svg, frame.xLabel, sizes.label, { class: 'x-label', fill: '#222', 'text-anchor': 'middle' });
  write(svg, frame.caption, sizes.caption, { class: 'caption', fill: '#555' });
  frame.ends.forEach(({ lines, from: [x, y], ...end }, i) => {
    const { color, ink } = looks[i]!;
    const group = add(svg, 'g', { class: 'series-name' });
    const path = `M${round(x + 11)},${round(y)}L${round(end.x - 12)},${round(end.y)}H${round(end.x - 4)}`;
    // The leader of a line that ends early crosses the chart, where it must not be taken for data.
    const dash: Attributes = x < frame.width - frame.margin.right - 2 * frame.inset ? { 'stroke-dasharray': '1 3' } : {};
    add(group, 'path', { d: path, fill: 'none', stroke: color, 'stroke-width': 1.25, ...dash });
    // The middle of the letters, not of the line, stands at the end of the leader.
    const first = end.y - ((lines.length - 1) * lineHeight(sizes.series)) / 2 + sizes.series * 0.36;
    write(group, { lines, x: end.x, y: first }, sizes.series, { fill: ink });
  });
}

const round = (value: number): number => Math.round(value * 100) / 100;
