import { columns, shorten } from './columns';
import type { SubtitleLimits } from './options';

/** What stands before the words of a subtitle to tell who speaks. */
export interface Label {
	text: string;
	columns: number;
}

export const NO_LABEL: Label = { text: '', columns: 0 };

/** Labels for the speakers of one transcript; a name too long for a line is shortened. */
export class Labels {
	private readonly known = new Map<string, Label>();

	constructor(
		private readonly style: 'name' | 'dash' | 'none',
		private readonly limits: SubtitleLimits,
	) {}

	of(speaker: string | null): Label {
		if (this.style === 'none' || (this.style === 'name' && speaker === null)) return NO_LABEL;
		const text = this.style === 'dash' ? '-' : `${speaker ?? ''}:`;
		const label = this.known.get(text) ?? this.make(text);
		this.known.set(text, label);
		return label;
	}

	private make(text: string): Label {
		const { charactersPerLine, lines } = this.limits;
		// On a single line, half of it is left to the words; on several, the label may fill one.
		const most = lines === 1 ? Math.floor(charactersPerLine / 2) : charactersPerLine;
		const short = shorten(text, Math.max(1, most));
		return { text: `${short} `, columns: columns(short) + 1 };
	}
}
