/**
 * Text in UTF-8 that grows at its end. Numbers and pieces of other text go into it as bytes: made of strings,
 * a subtitle would take a dozen, which are all to be put together in the end.
 */
export class Utf8 {
	length = 0;
	bytes: Buffer;

	constructor(size: number) {
		this.bytes = Buffer.allocUnsafe(size);
	}

	add(text: string): void {
		this.reserve(text.length * 3);
		this.length += this.bytes.write(text, this.length);
	}

	/** Takes in another text instead. @returns whether it is ASCII: each of its characters is one byte then. */
	set(text: string): boolean {
		this.length = 0;
		this.add(text);
		return this.length === text.length;
	}

	/** Adds the bytes from one place to another in a text. */
	addPart({ bytes: source }: Utf8, from: number, to: number): void {
		this.reserve(to - from);
		const { bytes } = this;
		const shift = this.length - from;
		for (let k = from; k < to; k++) bytes[k + shift] = source[k];
		this.length += to - from;
	}

	/** Leaves room, to be written into later. @returns where it begins. */
	leave(room: number): number {
		this.reserve(room);
		this.length += room;
		return this.length - room;
	}

	/** Makes room in the middle. */
	widen(at: number, room: number): void {
		this.reserve(room);
		this.bytes.copyWithin(at + room, at, this.length);
		this.length += room;
	}

	/** Takes out what stands before a place. */
	take(until: number): string {
		const text = this.bytes.toString('utf8', 0, until);
		this.bytes.copyWithin(0, until, this.length);
		this.length -= until;
		return text;
	}

	private reserve(more: number): void {
		const needed = this.length + more;
		if (needed <= this.bytes.length) return;
		const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
		larger.set(this.bytes);
		this.bytes = larger;
	}
}
