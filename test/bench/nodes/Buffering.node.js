/**
 * A node that uploads the way most packages for speech-to-text do, which can't be installed here: the whole recording in a
 * Buffer, in a form of the platform.
 */
class Buffering {
	description = {
		displayName: 'Buffering',
		name: 'buffering',
		group: ['transform'],
		version: 1,
		description: 'Uploads a recording from memory',
		defaults: { name: 'Buffering' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'koldanApi', required: true }],
		properties: [{ displayName: 'URL', name: 'url', type: 'string', default: '' }],
	};

	async execute() {
		const { fileName, mimeType } = this.helpers.assertBinaryData(0, 'data');
		const content = await this.helpers.getBinaryDataBuffer(0, 'data');
		const body = new FormData();
		body.append('file', new Blob([content], { type: mimeType }), fileName);
		body.append('name', fileName);
		body.append('transcription', '{"model":"general","language":{"defaultLanguageCode":"en"}}');
		const json = await this.helpers.httpRequestWithAuthentication.call(this, 'koldanApi', {
			method: 'POST',
			url: this.getNodeParameter('url', 0),
			body,
			json: true,
		});
		return [[{ json, pairedItem: { item: 0 } }]];
	}
}

module.exports = { Buffering };
