import { authScenario } from '../auth.js';

export default authScenario('getAuthStatus with a provider of ones own', false, { OPENAI_API_KEY: 'sk-test' });
