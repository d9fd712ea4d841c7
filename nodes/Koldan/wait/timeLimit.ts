/** The error for jobs that had not ended at the time limit. */

/** Ids in a sentence; a long list is cut, since the items carry all of them. */
const list = (ids: readonly string[]): string =>
	ids.length > 20 ? `${ids.slice(0, 20).join(', ')} and ${ids.length - 20} more` : ids.join(', ');

export class TimeLimitError extends Error {
	readonly description: string;

	constructor(
		readonly jobIds: readonly string[],
		cancelled: boolean,
	) {
		const one = jobIds.length === 1;
		super(
			one
				? `Transcription ${jobIds[0]} had not ended at the time limit`
				: `${jobIds.length} transcriptions had not ended at the time limit: ${list(jobIds)}`,
		);
		this.name = 'TimeLimitError';
		this.description = cancelled
			? 'As set under Waiting, they were cancelled in Koldan. Raise the time limit to give them longer.'
			: `${one ? 'It goes' : 'They go'} on in Koldan, and nothing is lost: use the operation Wait with ${one ? 'this ID' : 'these IDs'} to get the transcript${one ? '' : 's'} without paying again. Raise the time limit under Waiting to give them longer.`;
	}
}
