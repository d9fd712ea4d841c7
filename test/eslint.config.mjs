import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Tests, the local server, the demo and the benchmarks run outside n8n: n8n's node rules do not fit them. */
export default tseslint.config({
	files: ['**/*.mts', '**/*.mjs'],
	extends: [js.configs.recommended, tseslint.configs.recommended],
	languageOptions: {
		globals: { process: 'readonly', console: 'readonly', Buffer: 'readonly', URL: 'readonly' },
	},
	rules: {
		'no-undef': 'off',
		'no-restricted-globals': ['error', { name: 'it', message: 'A test is called "test" here.' }],
		'@typescript-eslint/no-explicit-any': 'error',
		'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
	},
});
