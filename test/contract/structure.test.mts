/** How the shipped code is laid out: imports go one way, without circles, and a file is what a reader wants to read at once. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { circles, readImports, upwardImports, type Imports } from './imports.mts';

const root = join(import.meta.dirname, '..', '..');
const imports = readImports('nodes', 'credentials');

const folder = (name: string) => new RegExp(`^nodes/Koldan/${name}/`);
/** From top to bottom, as CONTRIBUTING.md shows them. */
const LAYERS = [
	[/^nodes\/Koldan\/\w+\.node\.ts$/, /^credentials\//],
	[folder('triggers')],
	[folder('actions')],
	[folder('jobs')],
	[folder('webhooks')],
	[folder('transcript'), folder('methods')],
	[folder('api')],
];
const MAX_LINES = 250;
/** Written by `npm run types`. */
const GENERATED = 'nodes/Koldan/api/contract.ts';

test('all modules are looked at', () => {
	expect(imports.size).toBeGreaterThan(50);
	expect(imports.get('nodes/Koldan/Koldan.node.ts')?.length).toBeGreaterThan(0);
});

test('imports go down the layers, never up', () => {
	expect(upwardImports(imports, LAYERS)).toEqual([]);
});

test('no modules import one another in a circle', () => {
	expect(circles(imports)).toEqual([]);
});

test(`no file has more than ${MAX_LINES} lines`, () => {
	const lines = (path: string) =>
		readFileSync(join(root, path), 'utf8').trimEnd().split('\n').length;
	const long = [...imports.keys()].filter((path) => path !== GENERATED && lines(path) > MAX_LINES);
	expect(long.map((path) => `${path}: ${lines(path)}`)).toEqual([]);
});

describe('the checks find', () => {
	const layers = [[/^top\//], [/^left\//, /^right\//], [/^bottom\//]];
	const of = (entries: Record<string, string[]>): Imports => new Map(Object.entries(entries));

	test.each<[string, Record<string, string[]>, string[]]>([
		['nothing wrong with an import down', { 'top/a': ['bottom/b'], 'bottom/b': ['bottom/c'] }, []],
		['an import up', { 'bottom/b': ['top/a'] }, ['bottom/b → top/a']],
		['an import aside', { 'left/a': ['right/b'] }, ['left/a → right/b']],
		['a folder in no layer', { 'other/a': [] }, ['other/a lies in no layer']],
	])('%s', (_, entries, problems) => {
		expect(upwardImports(of(entries), layers)).toEqual(problems);
	});

	test('circles of any length', () => {
		expect(circles(of({ a: ['b'], b: ['c'], c: ['b', 'd'], d: [] }))).toEqual(['b → c → b']);
		expect(circles(of({ a: ['b', 'c'], b: ['c'], c: [] }))).toEqual([]);
	});
});
