import { randomBytes, randomUUID } from 'node:crypto';
import type { TranscriptionJob } from '../../../nodes/Koldan/api/types';
import {
	endStart,
	isStarting,
	jobKey,
	MAX_STARTS,
	mergeStarts,
} from '../../../nodes/Koldan/triggers/ledger';
import {
	CURSOR_LIMITS,
	EMPTY,
	packCursor,
	unpackCursor,
} from '../../../nodes/Koldan/triggers/pollCursor';
import {
	MAX_REMEMBERED,
	packIds,
	readState,
	saveState,
	unpackIds,
	type TriggerContext,
} from '../../../nodes/Koldan/triggers/state';

const uuids = (count: number) => Array.from({ length: count }, () => randomUUID());

/** What of a trigger's context stores data. */
function contextWith(data: Record<string, unknown>): TriggerContext {
	return {
		getInstanceId: () => 'instance',
		getWorkflow: () => ({ id: 'workflow' }),
		getNode: () => ({ id: randomBytes(8).toString('hex') }),
		getWorkflowStaticData: () => data,
	} as unknown as TriggerContext;
}

describe('what triggers store', () => {
	test('keeps IDs as they are, in any spelling', () => {
		const ids = [...uuids(50), randomUUID().toUpperCase()];
		expect(unpackIds(packIds(ids))).toEqual(ids);
		expect(unpackIds(packIds([]))).toEqual([]);
		expect(packIds(uuids(1000)).length).toBeLessThan(23_000);
	});

	test('marks of starts outlast what another process writes over them, until the start is over', () => {
		const data: Record<string, unknown> = {};
		const context = contextWith(data);
		const node = { id: randomUUID() } as ReturnType<TriggerContext['getNode']>;
		context.getNode = () => node;
		const [id, other] = uuids(2);
		const key = jobKey(id);
		const answerTo = (by: string) => mergeStarts(context, { starting: [[key, by]] });
		expect(answerTo('this one')).toEqual({ stored: true, taken: [], marked: [] });
		expect(answerTo('this one')).toEqual({ stored: true, taken: [], marked: [key] });
		// Another process has read what was stored before, and writes now.
		for (const key of Object.keys(data)) delete data[key];
		expect(isStarting(context, id)).toBe(true);
		expect(answerTo('another').taken).toEqual([key]);
		expect(JSON.stringify(data)).toContain(jobKey(id));
		expect(isStarting(context, other)).toBe(false);
		endStart(context, { id } as TranscriptionJob, false);
		mergeStarts(context, { failed: ['this one'] });
		expect(isStarting(context, id)).toBe(false);
		expect(JSON.stringify(data)).not.toContain(jobKey(id));
	});

	test('of two marks that were made at the same moment, the one that was stored last counts', () => {
		const node = { id: randomUUID() } as ReturnType<TriggerContext['getNode']>;
		const data: Record<string, unknown> = {};
		const context = contextWith(data);
		context.getNode = () => node;
		const key = jobKey(randomUUID());
		const answerTo = (by: string) => mergeStarts(context, { starting: [[key, by]] });
		answerTo('the first');
		// A process that has read what was stored before the first mark stores its own over it.
		const [[name, text]] = Object.entries(data);
		data[name] = String(text).replace('the first', 'the second');
		expect(answerTo('the first')).toMatchObject({ taken: [key], marked: [] });
		expect(answerTo('the second')).toMatchObject({ taken: [], marked: [key] });
		expect(String(data[name])).toContain('the second');
	});

	test('is at most 66 kB for the webhook trigger', () => {
		const data = {};
		const context = contextWith(data);
		const node = { id: 'node' } as ReturnType<TriggerContext['getNode']>;
		context.getNode = () => node;
		const state = { url: 'https://n8n.example.com/', watching: 'all:', more: true, since: 0 };
		const jobs = uuids(MAX_REMEMBERED);
		saveState(context, { ...state, jobs });
		expect(readState(context)).toEqual({ ...state, jobs });
		const starts = uuids(MAX_STARTS).map((id, index) => [jobKey(id), 1_764_000_000_000 + index]);
		expect(mergeStarts(context, { started: starts }).stored).toBe(false);
		expect(mergeStarts(context, { started: starts }).stored).toBe(true);
		expect(JSON.stringify(data).length).toBeLessThan(66_000);
		// The oldest make room for newer ones.
		expect(mergeStarts(context, { started: [[jobKey('new'), 1_765_000_000_000]] }).stored).toBe(
			false,
		);
		expect(mergeStarts(context, { started: [[jobKey('new'), 1_765_000_000_000]] }).stored).toBe(
			true,
		);
		expect(mergeStarts(context, { started: [starts[1]] }).stored).toBe(true);
		expect(JSON.stringify(data).length).toBeLessThan(66_000);
	});

	test('is at most 142 kB for the polling trigger, and comes back as it was', () => {
		const time = 1_764_000_000_000;
		const cursor = {
			...EMPTY,
			completed: time,
			created: time,
			handled: uuids(CURSOR_LIMITS.handled).map((id, index): [string, number, number] => [
				jobKey(id),
				index % 2 ? time + index : 0,
				time - index,
			]),
			watched: uuids(CURSOR_LIMITS.watched),
		};
		const stored = JSON.stringify(packCursor(cursor));
		expect(unpackCursor(JSON.parse(stored) as ReturnType<typeof packCursor>)).toEqual(cursor);
		expect(stored.length).toBeLessThan(142_000);
	});
});
