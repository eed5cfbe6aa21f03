export { type ChartPoint, type ChartSeries, type LineChartOptions, lineChart } from './chart/line-chart';
export { writeFiles } from './files/write-files';
export type { ImageBatch } from './image/image-batch';
export { type ImageGridOptions, imageGrid, type Rgb } from './image/image-grid';
export { type SvgToPngOptions, svgToPng } from './svg/svg-to-png';
export type { Align } from './table/align';
export type { Cell } from './table/cell';
export { type MarkdownTableOptions, markdownTable } from './table/markdown-table';
export { table } from './table/table';
