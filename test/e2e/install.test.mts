import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ICredentialType, INodeTypeDescription } from 'n8n-workflow';

import { recordInstalledPackage } from '../n8n/installed-packages.mts';
import { startN8n } from '../n8n/instance.mts';
import type { N8nInstance } from '../n8n/instance.mts';
import { packPackage } from '../n8n/package.mts';
import type { PackedPackage } from '../n8n/package.mts';

interface Manifest {
	name: string;
	version: string;
	n8n: { nodes: string[]; credentials: string[] };
	dependencies?: Record<string, string>;
}

/** `dist/nodes/Koldan/KoldanTrigger.node.js` → `koldanTrigger`: n8n finds a class by its file's name. */
const typeName = (file: string) => {
	const [className] = file.split('/').at(-1)?.split('.') ?? [''];
	return className.charAt(0).toLowerCase() + className.slice(1);
};

/** Whether n8n serves a drawing there: for an unknown address it sends the editor's page. */
const isSvg = async (path = '') =>
	/^\s*(<\?xml[^>]*>\s*)?<svg/.test(await n8n.request<string>('GET', `/${path}`));

let n8n: N8nInstance;
let packed: PackedPackage;
let manifest: Manifest;

beforeAll(async () => {
	manifest = JSON.parse(
		await readFile(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
	) as Manifest;
	packed = await packPackage();
	n8n = await startN8n({ package: packed });
	await n8n.setupOwner();
});

afterAll(async () => await n8n?.stop());

describe('the packed package in n8n', () => {
	test('brings every node that package.json names', async () => {
		const types = await n8n.request<INodeTypeDescription[]>('GET', '/types/nodes.json');
		const names = types.map(({ name }) => name);

		expect(manifest.n8n.nodes.length).toBeGreaterThan(0);
		for (const file of manifest.n8n.nodes)
			expect(names).toContain(`${manifest.name}.${typeName(file)}`);
	});

	test('brings the credential with its icon', async () => {
		const types = await n8n.request<
			Array<ICredentialType & { iconUrl?: { light: string; dark: string } }>
		>('GET', '/types/credentials.json');
		const credential = types.find(({ name }) => name === 'koldanApi');

		expect(credential?.displayName).toBe('Koldan API');
		expect(manifest.n8n.credentials.map(typeName)).toContain('koldanApi');
		for (const icon of [credential?.iconUrl?.light, credential?.iconUrl?.dark]) {
			expect(await isSvg(icon)).toBe(true);
		}
	});

	test('shows each node with an icon that n8n can serve', async () => {
		const types = await n8n.request<
			Array<INodeTypeDescription & { iconUrl?: string | { light: string; dark: string } }>
		>('GET', '/types/nodes.json');
		for (const { iconUrl, name } of types.filter((type) =>
			type.name.startsWith(`${manifest.name}.`),
		)) {
			const icons = typeof iconUrl === 'object' ? Object.values(iconUrl) : [iconUrl];
			expect({ name, icons: icons.length }).toEqual({ name, icons: 2 });
			for (const icon of icons) expect(await isSvg(icon)).toBe(true);
		}
	});

	test('shows what an operation gives before anything has run', async () => {
		const previews = ['koldan/1.0.0/transcription/upload', 'koldan/1.0.0/transcription/getAll'];
		for (const preview of [...previews, 'koldanTrigger/1.0.0', 'koldanPollingTrigger/1.0.0']) {
			const schema = await n8n.request<{ properties?: Record<string, unknown> }>(
				'GET',
				`/schemas/${manifest.name}.${preview}.json`,
			);
			const fields = Object.keys(schema.properties ?? {});
			expect({ preview, fields }).toEqual({
				preview,
				fields: expect.arrayContaining(['fileName', 'status', 'id']),
			});
		}
	});

	test('is listed under Settings → Community nodes, and loads', async () => {
		await recordInstalledPackage(n8n, packed);
		const [installed] = await n8n.request<
			Array<{
				packageName: string;
				installedVersion: string;
				/** Older versions give it only where it is true. */
				failedLoading?: boolean;
				installedNodes: Array<{ type: string }>;
			}>
		>('GET', '/rest/community-packages');

		expect(installed).toMatchObject({
			packageName: manifest.name,
			installedVersion: manifest.version,
		});
		expect(installed.failedLoading ?? false).toBe(false);
		expect(installed.installedNodes.map(({ type }) => type).sort()).toEqual(
			manifest.n8n.nodes.map((file) => `${manifest.name}.${typeName(file)}`).sort(),
		);
	});

	test('has no dependency and starts n8n without a complaint', () => {
		expect(manifest.dependencies ?? {}).toEqual({});
		expect(
			n8n.logs.filter((line) => /koldan/i.test(line) && /error|warn|fail|could not/i.test(line)),
		).toEqual([]);
	});
});
