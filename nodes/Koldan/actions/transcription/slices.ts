/** Work on long transcripts, cut into slices between which n8n's other work gets its turn. */
import { sleep } from 'n8n-workflow';

/** The longest slice, in milliseconds. */
const SLICE = 20;

/** Does work step by step, and gives what comes at its end. */
export async function finish<T, R>(steps: Iterator<T, R>, take?: (part: T) => void): Promise<R> {
	let begin = Date.now();
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
		take?.(step.value);
		if (Date.now() - begin < SLICE) continue;
		await sleep(0);
		begin = Date.now();
	}
}

/** Collects what is made step by step. What comes before and after it is not in the same slice. */
export async function collect<T>(parts: Iterable<T>): Promise<T[]> {
	const collected: T[] = [];
	await sleep(0);
	await finish(parts[Symbol.iterator](), (part) => collected.push(part));
	await sleep(0);
	return collected;
}
