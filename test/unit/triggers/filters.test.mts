import type { TranscriptionJob } from '../../../nodes/Koldan/api/types';
import { filtersField, matchesFilters } from '../../../nodes/Koldan/triggers/filters';

const FILE = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';

/** Whether a job with this file passes filters as they are set in the editor. */
function passes(given: Record<string, unknown>, file: object): boolean {
	const parameters = { get: () => given, timezone: 'UTC' };
	return matchesFilters({ file } as unknown as TranscriptionJob, filtersField.read(parameters));
}

describe('the triggers’ filters', () => {
	test.each([
		[{}, {}, true],
		[{ name: ' INTER ' }, { name: 'Job interview' }, true],
		[{ name: 'ראיון' }, { name: 'ראיון עם דנה' }, true],
		[{ name: 'interview' }, { name: 'Meeting' }, false],
		[{ name: 'x' }, {}, false],
		[{ fileId: FILE.toUpperCase() }, { id: FILE }, true],
		[{ fileId: FILE }, { id: FILE.replace('a', 'b') }, false],
		[{ path: '/calls' }, { path: '/calls/' }, true],
		[{ path: 'calls/' }, { path: '/calls/2026/' }, true],
		[{ path: '/calls/' }, { path: '/callsigns/' }, false],
		[{ path: '/' }, { path: '/anything/' }, true],
		[{ path: '/calls/' }, {}, false],
		[{ tags: 'Sales, support' }, { tags: ['SUPPORT'] }, true],
		[{ tags: ['sales'] }, { tags: [{ displayName: 'Sales' }] }, true],
		[{ tags: 'sales' }, { tags: [{ name: 'sales' }] }, true],
		[{ tags: 'sales' }, { tags: ['salesperson'] }, false],
		[{ tags: 'sales' }, { tags: null }, false],
		[{ tags: ' , ' }, {}, true],
		[{ name: 'a', tags: 'x' }, { name: 'a', tags: ['y'] }, false],
	])('%j lets %j pass: %s', (given, file, expected) => {
		expect(passes(given, file)).toBe(expected);
	});

	test('refuses a file ID that is none', () => {
		expect(() => passes({ fileId: '../x' }, {})).toThrow('The file ID is not valid');
	});
});
