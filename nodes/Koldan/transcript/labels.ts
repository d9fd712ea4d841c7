import { columns, shorten } from './columns';
import type { SubtitleLimits } from './options';
import { isPlain } from './plain';

/** What stands before the words of a subtitle to tell who speaks. */
export interface Label {
	text: string;
	columns: number;
	/** See plain.ts. */
	plain: boolean;
}

export const NO_LABEL: Label = { text: '', columns: 0, plain: true };

/** Labels for the speakers of one transcript; a name too long for a line is shortened. */
export class Labels {
	private readonly known = new Map<string, Label>();

	constructor(
		private readonly style: 'name' | 'dash' | 'none',
		private readonly limits: SubtitleLimits,
	) {}

	of(speaker: string | null): Label {
		if (this.style === 'none' || (this.style === 'name' && speaker === null)) return NO_LABEL;
		const name = this.style === 'dash' ? '-' : (speaker ?? '');
		let label = this.known.get(name);
		if (label === undefined) {
			label = this.make(name);
			this.known.set(name, label);
		}
		return label;
	}

	private make(name: string): Label {
		if (this.style === 'dash') return { text: '- ', columns: 2, plain: true };
		const { charactersPerLine, lines } = this.limits;
		// On a single line, half of it is left to the words; on several, the label may fill one.
		const most = lines === 1 ? Math.floor(charactersPerLine / 2) : charactersPerLine;
		const text = `${shorten(name, Math.max(1, most - 1))}: `;
		return { text, columns: columns(text), plain: isPlain(text) };
	}
}
