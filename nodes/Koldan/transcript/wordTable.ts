/**
 * The words of one or more segments on one line of text, with a column for each of their properties: a long
 * transcript has 100,000 words, and an object for each would cost more than all that is done with them.
 */
export class WordTable {
	count = 0;
	/** All words on one line. */
	text = '';
	/** Where in `text` each word begins and ends. */
	at = new Int32Array(1024);
	till = new Int32Array(1024);
	/** Milliseconds. */
	start = new Int32Array(1024);
	/** Milliseconds, never before `start`. */
	end = new Int32Array(1024);
	/** Position in the segment's `words`, or -1 for a word that only the segment's text has. */
	source = new Int32Array(1024);
	/** What a break before or behind the word does to the sentence: bits of traits.ts. */
	traits = new Uint8Array(1024);
	/** The traits of all words together. */
	allTraits = 0;

	clear(): void {
		this.count = 0;
		this.text = '';
		this.allTraits = 0;
	}

	/** Makes room for this many words more. */
	reserve(more: number): void {
		const needed = this.count + more;
		if (needed <= this.at.length) return;
		const size = Math.max(needed, this.at.length * 2);
		this.at = enlarged(this.at, size);
		this.till = enlarged(this.till, size);
		this.start = enlarged(this.start, size);
		this.end = enlarged(this.end, size);
		this.source = enlarged(this.source, size);
		const traits = new Uint8Array(size);
		traits.set(this.traits);
		this.traits = traits;
	}

	/** Word `k` as it is shown. */
	word(k: number): string {
		return this.text.substring(this.at[k], this.till[k]);
	}
}

function enlarged(column: Int32Array, size: number): Int32Array {
	const larger = new Int32Array(size);
	larger.set(column);
	return larger;
}
