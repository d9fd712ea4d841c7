import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	chosenVersion,
	differencesOf,
	isAtLeast,
	isNotReady,
	MAIN_VERSION,
	OLDER_VERSIONS,
} from '../../n8n/versions.mts';

const environment = { ...process.env };

afterEach(() => {
	process.env = { ...environment };
});

test.each([
	['2.41.1', '2.41.1', true],
	['2.41.1', '2.41.0', true],
	['2.41.1', '2.9.20', true],
	['1.123.81', '2.0.0', false],
	['2.9.20', '2.20.0', false],
])('%s is at least %s: %s', (version, least, expected) => {
	expect(isAtLeast(version, least)).toBe(expected);
});

test('the n8n version is the pinned one unless KOLDAN_N8N names another', () => {
	delete process.env.KOLDAN_N8N;
	expect(chosenVersion()).toMatch(/^\d+\.\d+\.\d+$/);
	process.env.KOLDAN_N8N = '1.123.81';
	expect(chosenVersion()).toBe('1.123.81');
});

test.each([MAIN_VERSION, ...OLDER_VERSIONS])('n8n %s is installed from a lock', (version) => {
	const read = (file: string) =>
		JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', '..', file), 'utf8')) as {
			packages: Record<string, { version?: string; dependencies?: Record<string, string> }>;
			devDependencies: Record<string, string>;
		};
	const { packages } = read(`test/n8n/locks/n8n-${version}.json`);
	expect(packages['node_modules/n8n'].version).toBe(version);
	// Made for another Node.js, it would not be used.
	expect(packages[''].dependencies?.node).toBe(read('package.json').devDependencies.node);
});

test('old versions get the whole workflow and page by id', () => {
	expect(differencesOf('1.123.81')).toMatchObject({
		runsSavedWorkflow: false,
		executionPages: 'lastId',
		hasPublicationStatus: false,
	});
});

test('an n8n that can’t answer yet is told from one that fails', () => {
	const early = { message: "Cannot read properties of undefined (reading 'resultData')" };
	expect([isNotReady(503, ''), isNotReady(500, early)]).toEqual([true, true]);
	expect([isNotReady(500, { message: 'Out of order' }), isNotReady(200, early)]).toEqual([
		false,
		false,
	]);
});
