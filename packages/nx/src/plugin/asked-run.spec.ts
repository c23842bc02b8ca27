import { readAskedRun, type AskedRun } from './asked-run';

const read = (line: string): AskedRun | undefined => readAskedRun(line.split(' ').filter(Boolean), 'asp-run');

it.each<readonly [string, Omit<AskedRun, 'isAlone'>]>([
  ['run web:asp-run', { project: 'web', target: 'asp-run' }],
  ['run web:asp-run:backend', { project: 'web', target: 'asp-run', configuration: 'backend' }],
  ['run web:asp-run -c backend', { project: 'web', target: 'asp-run', configuration: 'backend' }],
  [
    'run web:asp-run --configuration=backend',
    { project: 'web', target: 'asp-run', configuration: 'backend' },
  ],
  ['run web:asp-run--backend', { project: 'web', target: 'asp-run--backend' }],
  ['run web:asp-run--backend -c x', { project: 'web', target: 'asp-run--backend', configuration: 'x' }],
  ['run @acme/web:asp-run --prompt=hi', { project: '@acme/web', target: 'asp-run' }],
  ['run --verbose web:asp-run', { project: 'web', target: 'asp-run' }],
  ['run --no-tui web:asp-run', { project: 'web', target: 'asp-run' }],
  ['run --prompt hi web:asp-run', { project: 'web', target: 'asp-run' }],
  ['run a:b:asp-run', { project: 'a:b', target: 'asp-run' }],
  ['run asp-run:asp-run', { project: 'asp-run', target: 'asp-run' }],
  ['run --project=web --target=asp-run', { project: 'web', target: 'asp-run' }],
  ['run --project web --target asp-run -c x', { project: 'web', target: 'asp-run', configuration: 'x' }],
  ['run asp-run', { target: 'asp-run' }],
  ['run asp-run:backend', { target: 'asp-run', configuration: 'backend' }],
  ['run web:asp-run:one -c two', { project: 'web', target: 'asp-run', configuration: 'two' }],
  ['run --prod web:asp-run', { project: 'web', target: 'asp-run', configuration: 'production' }],
  ['web:asp-run', { project: 'web', target: 'asp-run' }],
  ['web:asp-run:backend', { project: 'web', target: 'asp-run', configuration: 'backend' }],
  ['asp-run web', { project: 'web', target: 'asp-run' }],
  ['asp-run', { target: 'asp-run' }],
  ['asp-run:backend web', { project: 'web', target: 'asp-run', configuration: 'backend' }],
  ['asp-run--backend web --prompt=hi', { project: 'web', target: 'asp-run--backend' }],
  ['run web:asp-run --prompt explain:asp-run:backend', { project: 'web', target: 'asp-run' }],
  ['run web:asp-run --prompt=-c -- -c x', { project: 'web', target: 'asp-run' }],
])('`nx %s` asks for one', (line, asked) => {
  expect(read(line)).toEqual({ isAlone: true, ...asked });
});

it.each<readonly [string, Omit<AskedRun, 'isAlone'>]>([
  ['run-many -t asp-run', {}],
  ['run-many --targets=build,asp-run -c backend', { configuration: 'backend' }],
  ['affected -t asp-run', {}],
])('`nx %s` asks for many', (line, asked) => {
  expect(read(line)).toEqual({ isAlone: false, ...asked });
});

it.each([
  'run web:asp-compose',
  'run web:asp-running',
  'run --project=asp-run --target=build',
  'run-many -t build --projects=asp-run',
  'show project web',
  'show target web:asp-run',
  'build web --prompt=x:asp-run',
  'build web --prompt web:asp-run',
  '',
])('`nx %s` asks for something else', (line) => {
  expect(read(line)).toBeUndefined();
});
