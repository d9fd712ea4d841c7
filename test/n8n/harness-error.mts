/** A failure whose message is written for whoever runs the command: it is shown alone, without a stack trace. */
export class HarnessError extends Error {
	override name = 'HarnessError';
}
