import { contentProblems } from './package-contents.mts';

const node = 'dist/nodes/Koldan/Koldan.node.js';
const manifest = {
	n8n: { nodes: [node], credentials: ['dist/credentials/KoldanApi.credentials.js'] },
};
const size = 100_000;
const files = [
	'package.json',
	'README.md',
	'LICENSE.md',
	node,
	'dist/nodes/Koldan/Koldan.node.json',
	'dist/nodes/Koldan/__schema__/v1.0.0.json',
	'dist/nodes/Koldan/__schema__/v1.0.0/transcription/upload.json',
	'dist/nodes/Koldan/actions/transcription/upload.js',
	'dist/credentials/KoldanApi.credentials.js',
	'dist/icons/koldan.dark.svg',
];

test('a package of compiled code, icons, codex files and previews is in order', () => {
	expect(contentProblems(files, manifest, size)).toEqual([]);
});

test.each([
	'dist/nodes/Koldan/Koldan.node.ts',
	'dist/nodes/Koldan/Koldan.node.d.ts',
	'dist/nodes/Koldan/api/retry.test.js',
	'dist/test/koldan-server/cli.mjs',
	'dist/nodes/Koldan/test/helper.js',
	'dist/nodes/Koldan/Koldan.node.js.map',
	'dist/tsconfig.tsbuildinfo',
	'dist/package.json',
	'dist/nodes/Koldan/__schema__/notes.json',
	'test/contract/koldan.openapi.yaml',
	'.env',
])('%s is reported', (stray) => {
	expect(contentProblems([...files, stray], manifest, size)).toEqual([
		`${stray} does not belong in the package.`,
	]);
});

test.each([
	[{ dependencies: { axios: '1' } }, 'axios'],
	[{ optionalDependencies: { fsevents: '1' } }, 'fsevents'],
	[{ bundleDependencies: ['luxon'] }, 'luxon'],
	[{ bundledDependencies: true }, 'bundled packages'],
])('%j is reported', (change, name) => {
	expect(contentProblems(files, { ...manifest, ...change }, size)).toEqual([
		expect.stringContaining(name),
	]);
});

test('a node that was not built is reported', () => {
	const built = files.filter((file) => file !== node);
	expect(contentProblems(built, manifest, size)).toEqual([expect.stringContaining(node)]);
	expect(contentProblems(files, {}, size)).toHaveLength(1);
});

test('a tarball that is too large is reported', () => {
	expect(contentProblems(files, manifest, 150_001)).toEqual([expect.stringContaining('150001')]);
});
