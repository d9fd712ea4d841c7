import type { N8nInstall } from './install.mts';
import { differencesOf } from './versions.mts';

/** What an n8n process needs to be found, and to reach nothing but what it is pointed at. */
const QUIET = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_AI_GATEWAY_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	// The list of verified community packages would be fetched from n8n's own server.
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_REINSTALL_MISSING_PACKAGES: 'false',
	// n8n asks npm for newer versions of community packages.
	npm_config_offline: 'true',
	N8N_PYTHON_ENABLED: 'false',
	N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
	N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_LOG_OUTPUT: 'console',
	N8N_LOG_LEVEL: 'info',
	NO_COLOR: '1',
};

/**
 * The whole environment of an n8n process: nothing of this process's n8n settings gets through, so that a test does not depend
 * on the shell it was started from.
 */
export function n8nEnvironment(
	install: N8nInstall,
	more: Record<string, string>,
): Record<string, string> {
	const inherited = [
		'HOME',
		'LANG',
		'LC_ALL',
		'TMPDIR',
		'TZ',
		'USERPROFILE',
		'SystemRoot',
		'COMSPEC',
	];
	const kept = inherited.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
	return {
		...Object.fromEntries(kept),
		PATH: install.path,
		...QUIET,
		...differencesOf(install.version).environment,
		...more,
	};
}
