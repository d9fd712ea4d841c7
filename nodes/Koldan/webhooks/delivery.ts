import type { IWebhookFunctions } from 'n8n-workflow';
import type { Delivery } from './authenticity';

/** The call that a webhook was reached by: its headers, and its body's bytes as they came. */
export function deliveryOf(context: IWebhookFunctions): Delivery {
	const request = context.getRequestObject();
	const { rawBody } = request as { rawBody?: Buffer };
	return { headers: request.headers, rawBody: rawBody ?? Buffer.alloc(0) };
}
