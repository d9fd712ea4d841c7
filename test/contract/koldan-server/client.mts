import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import FormData from 'form-data';
import type {
	TranscriptionJob,
	UploadAndTranscribeResponse,
} from '../../../nodes/Koldan/api/types.ts';
import { makeWav } from '../../fixtures/wav.mts';
import type { KoldanServer } from '../../koldan-server/server.mts';

export const TRANSCRIPTIONS = '/api/v1/speech-services/transcriptions';
export const OPTIONS = { model: 'general', language: { defaultLanguageCode: 'en' } };
export const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

/** A client that owes nothing to the nodes: every status is an answer, none an exception. */
export function client(
	server: Pick<KoldanServer, 'url' | 'apiKey'>,
	headers: Record<string, string> = { 'X-API-Key': server.apiKey },
): AxiosInstance {
	return axios.create({
		baseURL: server.url,
		headers,
		validateStatus: () => true,
		maxRedirects: 0,
		proxy: false,
	});
}

/** Ends a test: the server has kept the contract and not crashed; it is as new afterwards. */
export function endTest(server: KoldanServer): void {
	const violations = [...server.contractViolations];
	server.reset();
	expect(violations).toEqual([]);
}

/** Sends a form; objects become JSON parts, a Buffer the file `recording.wav`. */
export async function sendForm(
	http: AxiosInstance,
	parts: Record<string, unknown>,
	filename = 'recording.wav',
): Promise<AxiosResponse> {
	const form = new FormData();
	for (const [name, value] of Object.entries(parts)) {
		if (Buffer.isBuffer(value)) form.append(name, value, { filename });
		else form.append(name, typeof value === 'string' ? value : JSON.stringify(value));
	}
	return await http.post(`${TRANSCRIPTIONS}/upload`, form, { headers: form.getHeaders() });
}

/** Uploads a second of sound and answers the job; fails the test unless that works. */
export async function upload(
	http: AxiosInstance,
	parts: Record<string, unknown> = {},
	filename?: string,
): Promise<TranscriptionJob> {
	const required = { file: makeWav({ seconds: 1 }), name: 'recording', transcription: OPTIONS };
	const response = await sendForm(http, { ...required, ...parts }, filename);
	if (response.status !== 201)
		throw new Error(`${response.status} ${JSON.stringify(response.data)}`);
	return (response.data as UploadAndTranscribeResponse).job;
}
