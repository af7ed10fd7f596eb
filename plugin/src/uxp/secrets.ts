// The pairing in UXP's secure storage.
import type { SecretStore } from '../host/secret-store.js';
import type { UxpModule } from './uxp-modules.js';

const KEY = 'framescore.pairing';

export function createSecrets({ storage }: UxpModule): SecretStore {
  const { secureStorage } = storage;
  return {
    read: () => secureStorage.getItem(KEY),
    write: (bytes) => secureStorage.setItem(KEY, bytes),
    remove: async () => void (await secureStorage.removeItem(KEY)),
  };
}
