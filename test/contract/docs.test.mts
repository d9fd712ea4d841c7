import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { commonPollingParameters } from 'n8n-core/dist/nodes-loader/constants';
import type {
	ICredentialType,
	INode,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import ts from 'typescript';

import { ENDPOINTS } from '../../nodes/Koldan/api/endpoints';
import { waitForCompletionField, waitingOption } from '../../nodes/Koldan/actions/fields/waiting';
import type { WorkflowFile } from '../n8n/client.mts';
import { nodeProblems } from './example-workflows.mts';
import { anchors, linkTargets, npmScripts } from './markdown.mts';

const root = join(import.meta.dirname, '..', '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
	name: string;
	scripts: Record<string, string>;
	n8n: { nodes: string[]; credentials: string[] };
};

const NOT_OURS = new Set(['node_modules', 'dist', '.git']);

function filesBelow(folder: string, ending: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : filesBelow(path, ending);
		return entry.name.endsWith(ending) ? [path] : [];
	});
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const documents = filesBelow(root, '.md').map((path) => relative(root, path));

/** Loads a class of the package from its source, by what `package.json` names. */
async function load<T>(compiled: string): Promise<T> {
	const path = compiled.replace(/^dist\//, '').replace(/\.js$/, '');
	const module = (await import(join(root, path))) as Record<string, new () => T>;
	return new (Object.values(module)[0])();
}

/** The nodes' descriptions as n8n uses them: it adds fields of its own, such as a polling trigger's times. */
async function descriptions(): Promise<Map<string, INodeTypeDescription>> {
	const nodes = await Promise.all(
		manifest.n8n.nodes.map(async (path) => await load<INodeType>(path)),
	);
	return new Map(
		nodes.map(({ description }) => {
			const properties = description.polling
				? [...commonPollingParameters, ...description.properties]
				: description.properties;
			return [`${manifest.name}.${description.name}`, { ...description, properties }];
		}),
	);
}

/** Why a link of a document leads nowhere; nothing if it leads somewhere. */
function deadLink(document: string, target: string): string[] {
	if (/^[a-z]+:/i.test(target)) return [];
	const [path, anchor] = decodeURIComponent(target).split('#');
	const file = path === '' ? document : join(dirname(document), path);
	if (!existsSync(join(root, file))) return [`${document}: ${target}: no such file`];
	if (anchor === undefined || !statSync(join(root, file)).isFile()) return [];
	return anchors(read(file)).includes(anchor) ? [] : [`${document}: ${target}: no such heading`];
}

describe('Markdown files', () => {
	test('link to files, images and headings that exist', () => {
		expect(documents).toContain('README.md');
		const links = documents.flatMap((document) =>
			linkTargets(read(document)).map((target) => ({ document, target })),
		);
		expect(links.length).toBeGreaterThan(20);
		expect(links.flatMap(({ document, target }) => deadLink(document, target))).toEqual([]);
	});

	test('name npm scripts that exist', () => {
		const named = documents.flatMap((document) => npmScripts(read(document)));
		expect(named).toEqual(expect.arrayContaining(['demo', 'test', 'koldan-server']));
		expect(named.filter((script) => !Object.hasOwn(manifest.scripts, script))).toEqual([]);
	});

	test('name scripts in folders that exist', () => {
		const named = documents.flatMap((document) =>
			[...read(document).matchAll(/\bnode (test\/[\w/.-]+)/g)].map(([, path]) => path),
		);
		expect(named).toContain('test/n8n/fetch.mts');
		expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
	});

	test('name files and folders that exist', () => {
		const named = [
			...read('CONTRIBUTING.md').matchAll(/`((?:nodes|credentials|test|docs)\/[\w/.-]+)`/g),
		];
		const paths = named.map(([, path]) => path);
		expect(paths).toContain('test/contract/structure.test.mts');
		expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
	});

	test('show every picture that is there', () => {
		const shown = documents.flatMap((document) =>
			linkTargets(read(document)).map((target) => join(dirname(document), target)),
		);
		const pictures = ['.png', '.webp']
			.flatMap((ending) => filesBelow(join(root, 'docs'), ending))
			.map((path) => relative(root, path));
		expect(pictures).toEqual(
			expect.arrayContaining([
				'docs/images/first-workflow.png',
				'docs/images/recording-to-text.webp',
			]),
		);
		expect(pictures.filter((picture) => !shown.includes(picture))).toEqual([]);
	});
});

test('workflows and .ci/run name npm scripts that exist', () => {
	const workflows = [...filesBelow(join(root, '.github'), '.yml'), join(root, '.ci', 'run')];
	const named = workflows.flatMap((path) => npmScripts(readFileSync(path, 'utf8')));
	expect(named).toEqual(expect.arrayContaining(['lint', 'scan', 'test:e2e']));
	expect(named.filter((script) => !Object.hasOwn(manifest.scripts, script))).toEqual([]);
});

describe('CONTRIBUTING.md', () => {
	const text = read('CONTRIBUTING.md');

	test('shows every folder of the nodes, and no other', () => {
		const tree = /nodes\/Koldan\/\n([^]+?)\n {4}credentials\//.exec(text)?.[1] ?? '';
		const shown = [...tree.matchAll(/^ {6}(\w+)\/ /gm)].map(([, name]) => name);
		const folders = readdirSync(join(root, 'nodes', 'Koldan'), { withFileTypes: true })
			.filter((entry) => entry.isDirectory())
			.map(({ name }) => name);
		expect([...shown].sort()).toEqual(folders.sort());
	});

	test('walks from a recording to subtitles in at most 12 files', () => {
		const walk = /each step a file:\n\n([^]+?)\n\n/.exec(text)?.[1].split('\n') ?? [];
		expect(walk.length).toBeGreaterThan(5);
		expect(walk.length).toBeLessThanOrEqual(12);
		expect(walk.filter((step) => linkTargets(step).length !== 1)).toEqual([]);
	});

	test('has a sample of an operation that compiles', () => {
		const [, code, name] = /```ts\n(\/\/ (nodes\S+)\n[^]+?)```/.exec(text) ?? [];
		const sample = join(root, name);
		const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
		const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
		const host = ts.createCompilerHost({ ...options, noEmit: true });
		const { fileExists, readFile, getSourceFile } = host;
		host.fileExists = (path) => path === sample || fileExists(path);
		host.readFile = (path) => (path === sample ? code : readFile(path));
		host.getSourceFile = (path, target) =>
			path === sample
				? ts.createSourceFile(path, code, target)
				: getSourceFile.call(host, path, target);
		const program = ts.createProgram([sample], { ...options, noEmit: true }, host);
		const problems = ts.getPreEmitDiagnostics(program, program.getSourceFile(sample));
		expect(
			problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
		).toEqual([]);
	});
});

test('the README has the two commands of the quick start', () => {
	expect(read('README.md')).toContain('\nnpm ci && npm run demo\n');
	expect(read('README.md')).toContain('\nnpm ci && npm test\n');
});

test('addresses in this repository that n8n links to exist', async () => {
	const { documentationUrl } = await load<ICredentialType>(manifest.n8n.credentials[0]);
	const codexes = filesBelow(join(root, 'nodes'), '.node.json').map((path) =>
		readFileSync(path, 'utf8'),
	);
	const urls = [documentationUrl ?? '', ...codexes.join('\n').match(/https:[^"]+/g)!];
	const inside = urls.flatMap((url) => /\/blob\/main\/(.+)$/.exec(url)?.[1] ?? []);
	expect(inside).toContain('docs/credential.md');
	expect(inside.flatMap((path) => deadLink('README.md', path))).toEqual([]);
});

test('the editor’s search finds the nodes by the words that the README names', () => {
	const codexes = filesBelow(join(root, 'nodes'), '.node.json').map(
		(path) =>
			JSON.parse(readFileSync(path, 'utf8')) as {
				node: string;
				categories: string[];
				alias: string[];
			},
	);
	expect(codexes).toHaveLength(manifest.n8n.nodes.length);
	// n8n keeps nodes of this category out of its search, unless they are agents, models and the like.
	expect(codexes.filter(({ categories }) => categories.includes('AI'))).toEqual([]);
	const words = /search for \*\*Koldan\*\*, or for what you want to do: ([^.]+)\./.exec(
		read('README.md').replace(/\s+/g, ' '),
	);
	const named = [...(words?.[1] ?? '').matchAll(/"([^"]+)"/g)].map(([, word]) => word);
	expect(named.length).toBeGreaterThan(2);
	const koldan = codexes.find(({ node }) => node === `${manifest.name}.koldan`);
	const aliases = koldan?.alias.map((alias) => alias.toLowerCase());
	expect(aliases).toEqual(expect.arrayContaining(named));
});

describe('names in the documentation', () => {
	test('the README tells of every operation', async () => {
		const koldan = (await descriptions()).get(`${manifest.name}.koldan`);
		const operations = koldan?.properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ options }) => (options as INodePropertyOptions[]).map(({ name }) => name));
		expect(operations?.length).toBeGreaterThan(10);
		const readme = read('README.md').replace(/\s+/g, ' ');
		expect(operations?.filter((name) => !readme.includes(name))).toEqual([]);
	});

	test('docs/waiting.md tells of every way and setting', () => {
		const names = [
			...(waitForCompletionField.options as INodePropertyOptions[]).map(({ name }) => name),
			...(waitingOption.options as INodePropertyCollection[]).flatMap(({ values }) =>
				values.map(({ displayName }) => displayName),
			),
		];
		const text = read('docs/waiting.md');
		expect(names.filter((name) => !text.includes(`**${name}**`))).toEqual([]);
	});

	test('docs/credential.md tells of every field, and of every scope that is needed', async () => {
		const { properties } = await load<ICredentialType>(manifest.n8n.credentials[0]);
		const text = read('docs/credential.md');
		const missing = properties.filter(({ displayName }) => !text.includes(`**${displayName}**`));
		expect(missing.map(({ displayName }) => displayName)).toEqual([]);

		const needed = new Set<string>(Object.values(ENDPOINTS).flatMap(({ scopes }) => [...scopes]));
		needed.add('speech:summaries:write');
		for (const document of ['README.md', 'docs/credential.md']) {
			const told = new Set(read(document).match(/\b[a-z]+:[a-z-]+:[a-z]+\b/g));
			expect([...told].sort()).toEqual([...needed].sort());
		}
	});
});

describe('example workflows', () => {
	const examples = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.json'));

	test('there are some', () => expect(examples).toContain('transcribe-a-recording.json'));

	test.each(examples)('%s uses nodes, fields and choices that exist', async (example) => {
		const workflow = JSON.parse(read(join('examples', example))) as WorkflowFile;
		const known = await descriptions();
		const problems = workflow.nodes.flatMap((node) => {
			if (!node.type.startsWith(`${manifest.name}.`)) return [];
			const description = known.get(node.type);
			if (!description) return [`"${node.name}": there is no node ${node.type}`];
			return nodeProblems(node, description);
		});
		expect(problems).toEqual([]);

		const ours = workflow.nodes.filter(({ type }) => known.has(type));
		expect(ours.length).toBeGreaterThan(0);
		const names = workflow.nodes.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		expect(names).toEqual(expect.arrayContaining(Object.keys(workflow.connections)));
	});

	test.each<[string, Partial<INode['parameters']>, RegExp]>([
		['a field that does not exist', { colour: 'red' }, /colour is no field/],
		['an option that does not exist', { options: { speed: 2 } }, /options\.speed is no field/],
		['an operation that does not exist', { operation: 'translate' }, /no choice "translate"/],
		['a way to wait that does not exist', { waitForCompletion: 'maybe' }, /no choice "maybe"/],
		['a field of another operation', { operation: 'get' }, /source is hidden/],
		['a mode of the model that does not exist', { model: { mode: 'url' } }, /no mode "url"/],
		['a missing model', { model: { __rl: true, mode: 'id', value: '' } }, /Model.* is required/],
		[
			'a group that does not exist',
			{ diarization: 'CHANNEL', channelMapping: { rows: [] } },
			/rows is no group/,
		],
	])('the check finds %s', async (_, parameters, problem) => {
		const workflow = JSON.parse(read('examples/transcribe-a-recording.json')) as WorkflowFile;
		const node = workflow.nodes.find(({ type }) => type === `${manifest.name}.koldan`)!;
		const description = (await descriptions()).get(node.type)!;
		const changed = { ...node, parameters: { ...node.parameters, ...parameters } } as INode;
		expect(nodeProblems(changed, description).join('\n')).toMatch(problem);
	});
});
