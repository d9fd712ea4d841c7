import { STATUS_CODES } from 'node:http';
import type { Behaviour } from './behaviour.mts';

export interface RenderedBody {
	contentType?: string;
	payload: string;
}

/** An error's body in the chosen shape; the reference documents none. */
export function renderErrorBody(
	shape: Behaviour['errorBody'],
	error: { status: number; message: string; path: string; timestamp: string },
): RenderedBody {
	const { status, message, path, timestamp } = error;
	const reason = STATUS_CODES[status] ?? 'Error';
	const json = (value: unknown, contentType = 'application/json'): RenderedBody => ({
		contentType,
		payload: JSON.stringify(value),
	});
	switch (shape) {
		case 'spring':
			return json({ timestamp, status, error: reason, message, path });
		case 'message':
			return json({ message });
		case 'nested':
			return json({ error: { code: reason.toUpperCase().replaceAll(' ', '_'), message } });
		case 'problem':
			return json(
				{ type: 'about:blank', title: reason, status, detail: message, instance: path },
				'application/problem+json',
			);
		case 'text':
			return { contentType: 'text/plain; charset=utf-8', payload: message };
		case 'html':
			return {
				contentType: 'text/html; charset=utf-8',
				payload: `<!doctype html><html><head><title>${status} ${reason}</title></head><body><h1>${reason}</h1><p>${message.replaceAll('<', '&lt;')}</p></body></html>`,
			};
		case 'empty':
			return { payload: '' };
	}
}
