import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type DefaultTheme, defineConfig } from 'vitepress';

const sidebarFile = new URL('../api/typedoc-sidebar.json', import.meta.url);
const apiPages: DefaultTheme.SidebarItem[] = existsSync(sidebarFile) ? JSON.parse(readFileSync(sidebarFile, 'utf8')) : [];

const decisions = readdirSync(new URL('../decisions', import.meta.url))
  .filter((file) => file.endsWith('.md'))
  .sort()
  .map((file) => ({ text: file.replace('.md', '').replaceAll('-', ' '), link: `/decisions/${file.replace('.md', '')}` }));

export default defineConfig({
  title: '@gen',
  description: 'Generative learning for TensorFlow.js: learn what data looks like, then classify with few labels',
  cleanUrls: true,
  lastUpdated: false,
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/guide/getting-started' },
      { text: 'API', link: '/api/' },
      { text: 'Architecture', link: '/architecture' },
    ],
    sidebar: {
      '/api/': [{ text: 'API', items: apiPages }],
      '/': [
        {
          text: 'Guide',
          items: [
            { text: 'Getting started', link: '/guide/getting-started' },
            { text: 'Training', link: '/guide/training' },
            { text: 'Variational autoencoders', link: '/guide/vae' },
            { text: 'Few labels', link: '/guide/few-labels' },
            { text: 'Datasets', link: '/guide/datasets' },
            { text: 'Backends', link: '/guide/backends' },
            { text: 'Gradients', link: '/guide/gradients' },
            { text: 'Training in a worker', link: '/guide/workers' },
            { text: 'Memory', link: '/guide/memory' },
          ],
        },
        { text: 'Design', items: [{ text: 'Architecture', link: '/architecture' }, ...decisions] },
      ],
    },
    socialLinks: [{ icon: 'github', link: 'https://github.com/gen-ml/gen' }],
  },
});
