import { existsSync, readdirSync, readFileSync } from 'fs';
import { dirname, join, relative, resolve } from 'path';

const root = resolve(__dirname, '..');

const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) => join('docs', file));
const pages = [...readdirSync(root).filter((file) => !/^(?:API|THIRD-PARTY)/.test(file)), ...docs]
  .filter((file) => file.endsWith('.md'))
  .map((file) => join(root, file));

/** A page without what is code. */
const prose = (file: string) => readFileSync(file, 'utf8').replace(/^```[^]*?^```/gm, '');

/** The anchors of the headings of a page, as GitHub makes them. */
function anchorsOf(file: string): string[] {
  return prose(file).split('\n').filter((line) => /^#+ /.test(line)).map((line) =>
    line.replace(/^#+ /, '').toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));
}

test('every link of a page leads to a file of the project, and to a heading of it', () => {
  const links = pages.flatMap((page) =>
    [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => ({ page, link })));
  const broken = links.filter(({ link }) => !/^[a-z]+:/.test(link)).filter(({ page, link }) => {
    const [path, anchor] = link.split('#');
    const target = path === '' ? page : resolve(dirname(page), path);
    if (!existsSync(target)) {
      return true;
    }
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor);
  });
  expect(links.length).toBeGreaterThan(100);
  expect(broken.map(({ page, link }) => `${relative(root, page)}: ${link}`)).toEqual([]);
});
