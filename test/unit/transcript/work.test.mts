/** How much work it is to write a transcript, and how it is shared with whatever else n8n does. */
import {
	formatTranscript,
	toSegmentItems,
	toSimpleSegments,
} from '../../../nodes/Koldan/transcript';
import { CueQueue } from '../../../nodes/Koldan/transcript/schedule';
import { resultOf, spoken } from '../../fixtures/transcripts.mts';

/** How often the queue looks at a cue's start while so many cues that all overlap go through it. */
function looksAtStarts(count: number): number {
	let looks = 0;
	const queue = new CueQueue();
	for (let k = 0; k < count; k++) {
		const start = (k * 7919) % count;
		queue.add({
			get start() {
				looks++;
				return start;
			},
		});
	}
	let latest = 0;
	for (let k = 0; k < count; k++) {
		const { start } = queue.next();
		expect(start).toBeGreaterThanOrEqual(latest);
		latest = start;
	}
	return looks;
}

/** Segments of many people who all talk at once, the whole time. */
const overlapping = (count: number) =>
	resultOf(
		Array.from({ length: count }, (_, k) => ({
			...spoken(0.001 * (count - k), 'We all talk at once.', {
				speaker: `S${k % 7}`,
				channel: k % 5,
			}),
			end: 1000,
		})),
	);

/** Milliseconds of processor time. */
function processorTime(work: () => void): number {
	const before = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}

describe('segments that all overlap', () => {
	test('cost n log n comparisons, not n²', () => {
		for (const count of [1_000, 16_000]) {
			expect(looksAtStarts(count)).toBeLessThan(10 * count * Math.log2(count));
		}
	});

	test.each(['srt', 'vtt'] as const)(
		'cost eight times more in %s where there are four times as many at most',
		(as) => {
			const small = overlapping(4_000);
			const large = overlapping(16_000);
			const write = (result: typeof small) => () => {
				for (const piece of formatTranscript(result, as)) void piece;
			};
			write(small)();
			const times = [small, large].map((result) =>
				Math.min(...[1, 2, 3].map(() => processorTime(write(result)))),
			);
			expect(times[1] / times[0]).toBeLessThan(8);
		},
	);
});

describe('a long transcript', () => {
	const result = resultOf(
		Array.from({ length: 20_000 }, (_, k) => spoken(k * 4, `This is sentence number ${k}.`)),
	);
	/** What is read of the result, segment by segment, before the first piece and between two pieces. */
	function segmentsBetween(make: (watched: typeof result) => Iterable<unknown>): number {
		let most = 0;
		let read = 0;
		const segments = result.segments?.map((segment) =>
			Object.defineProperty({ ...segment }, 'text', {
				get: () => {
					read++;
					return segment.text;
				},
			}),
		);
		for (const piece of make({ ...result, text: '', segments })) {
			void piece;
			most = Math.max(most, read);
			read = 0;
		}
		return Math.max(most, read);
	}

	test.each(['text', 'textWithSpeakers', 'markdown', 'srt', 'vtt', 'csv'] as const)(
		'comes in pieces in %s, each made of a few hundred segments at most',
		(as) => {
			for (const csvRows of ['segments', 'words'] as const)
				expect(
					segmentsBetween((watched) => formatTranscript(watched, as, { csvRows })),
				).toBeLessThan(2_000);
		},
	);

	test('comes in pieces where nothing can be written before the end', () => {
		const pieces = [...formatTranscript(overlapping(5_000), 'srt')];
		expect(pieces.filter((piece) => piece === '').length).toBeGreaterThan(10);
	});

	test('comes segment by segment as data', () => {
		expect(segmentsBetween((watched) => toSegmentItems(watched))).toBeLessThan(10);
		expect(segmentsBetween((watched) => toSimpleSegments(watched))).toBeLessThan(10);
	});

	test('goes on in a second row where what one speaker says in a row is too long for a cell', () => {
		const merged = [...toSegmentItems(result, { mergeSpeakers: true })];
		expect(merged.length).toBeGreaterThan(1);
		for (const { text } of merged) expect(text.length).toBeLessThanOrEqual(32_000);
	});
});
