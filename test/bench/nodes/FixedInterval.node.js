/**
 * A node that waits the way most packages for speech-to-text do, which can't be installed here: it asks for each transcription at
 * a fixed interval until it has ended. Kinder than they are, it asks for all items side by side.
 */
class FixedInterval {
	description = {
		displayName: 'Fixed Interval',
		name: 'fixedInterval',
		group: ['transform'],
		version: 1,
		description: 'Transcribes files and asks at a fixed interval',
		defaults: { name: 'Fixed Interval' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'koldanApi', required: true }],
		properties: [
			{ displayName: 'URL', name: 'url', type: 'string', default: '' },
			{ displayName: 'Seconds', name: 'seconds', type: 'number', default: 5 },
		],
	};

	async execute() {
		const url = this.getNodeParameter('url', 0);
		const milliseconds = this.getNodeParameter('seconds', 0) * 1_000;
		const send = async (method, path, body) =>
			await this.helpers.httpRequestWithAuthentication.call(this, 'koldanApi', {
				method,
				url: `${url}${path}`,
				body,
				json: true,
			});
		const transcribe = async ({ json: { fileId } }, item) => {
			const transcription = { model: 'general', language: { defaultLanguageCode: 'en' } };
			const created = await send('POST', '', { fileId, transcription });
			for (;;) {
				await new Promise((resolve) => setTimeout(resolve, milliseconds));
				const { status } = await send('GET', `/${created.id}`);
				if (['COMPLETED', 'FAILED', 'CANCELLED'].includes(status)) break;
			}
			return { json: await send('GET', `/${created.id}/result`), pairedItem: { item } };
		};
		return [await Promise.all(this.getInputData().map(transcribe))];
	}
}

module.exports = { FixedInterval };
