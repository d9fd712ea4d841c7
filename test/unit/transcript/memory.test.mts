/** What comes out may be kept for long, in many items: it must not hold on to more than itself. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { simplifyResult } from '../../../nodes/Koldan/transcript';
import { resultOf, spoken } from '../../fixtures/transcripts.mts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that what `make` gives takes while it is kept. */
function bytesOf(make: () => unknown): number {
	collectGarbage();
	const before = process.memoryUsage().heapUsed;
	const kept = [make()];
	collectGarbage();
	const bytes = process.memoryUsage().heapUsed - before;
	expect(kept).toHaveLength(1);
	return bytes;
}

test('simplified results take no more memory than the same items from anywhere else', () => {
	const sentence = 'we should really look at the numbers of the last quarter again';
	const segments = Array.from({ length: 700 }, (_, index) => spoken(index * 4, sentence));
	const text = JSON.stringify(resultOf(segments));
	const simplified = () =>
		Array.from({ length: 20 }, () => simplifyResult(JSON.parse(text) as never));
	const items = JSON.stringify(simplified());
	const ours = bytesOf(simplified);
	const bare = bytesOf(() => JSON.parse(items) as unknown);

	expect(bare).toBeGreaterThan(1_000_000);
	expect(ours / bare).toBeLessThan(1.3);
});
