/** What SubRip and WebVTT do differently. */
export interface Syntax {
	header: string;
	numbered: boolean;
	/** What stands between seconds and milliseconds. */
	point: ',' | '.';
	/** Makes a line safe that is not plain. */
	escape(line: string): string;
	/** What stands before the text of a subtitle that `speaker` says. */
	voice(speaker: string): string;
	/** Whether speakers are told in the text, where the reader sees them. */
	labels: boolean;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const withEntities = (text: string) => text.replace(/[&<>]/g, (character) => ENTITIES[character]);

/** WebVTT as the W3C specifies it: a voice for each speaker; `&`, `<` and `>` as character references. */
export const WEBVTT: Syntax = {
	header: 'WEBVTT\n\n',
	numbered: false,
	point: '.',
	escape: withEntities,
	voice: (speaker) => `<v ${withEntities(speaker)}>`,
	labels: false,
};

/**
 * SubRip has no escaping, and players guess at tags. What could be taken for one gets a character that
 * looks alike and is as long.
 */
export const SUBRIP: Syntax = {
	header: '',
	numbered: true,
	point: ',',
	escape: (line) =>
		line
			.replace(/-->/g, '--›')
			.replace(/<(?=[a-z/!?])/gi, '‹')
			.replace(/\{(?=\\|[a-z]:)/gi, '('),
	voice: () => '',
	labels: true,
};
