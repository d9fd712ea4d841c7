import { contentProblems } from './package-contents.mts';

const node = 'dist/nodes/Koldan/Koldan.node.js';
const manifest = {
	n8n: { nodes: [node], credentials: ['dist/credentials/KoldanApi.credentials.js'] },
};
const files = [
	'package.json',
	'README.md',
	'LICENSE.md',
	node,
	'dist/nodes/Koldan/Koldan.node.d.ts',
	'dist/nodes/Koldan/Koldan.node.json',
	'dist/nodes/Koldan/actions/transcription/upload.js',
	'dist/credentials/KoldanApi.credentials.js',
	'dist/icons/koldan.dark.svg',
];

it('a package of compiled code, icons and codex files is in order', () => {
	expect(contentProblems(files, manifest)).toEqual([]);
});

it.each([
	'dist/nodes/Koldan/Koldan.node.ts',
	'dist/nodes/Koldan/api/retry.test.js',
	'dist/test/koldan-server/cli.mjs',
	'dist/nodes/Koldan/test/helper.js',
	'dist/nodes/Koldan/Koldan.node.js.map',
	'dist/tsconfig.tsbuildinfo',
	'dist/package.json',
	'test/contract/koldan.openapi.yaml',
	'.env',
])('%s is reported', (stray) => {
	expect(contentProblems([...files, stray], manifest)).toEqual([
		`${stray} does not belong in the package.`,
	]);
});

it.each([
	[{ dependencies: { axios: '1' } }, 'axios'],
	[{ optionalDependencies: { fsevents: '1' } }, 'fsevents'],
	[{ bundleDependencies: ['luxon'] }, 'luxon'],
	[{ bundledDependencies: true }, 'bundled packages'],
])('%j is reported', (change, name) => {
	expect(contentProblems(files, { ...manifest, ...change })).toEqual([
		expect.stringContaining(name),
	]);
});

it('a node that was not built is reported', () => {
	const built = files.filter((file) => file !== node);
	expect(contentProblems(built, manifest)).toEqual([expect.stringContaining(node)]);
	expect(contentProblems(files, {})).toHaveLength(1);
});
