import { page } from './page.ts'

/** Serves the account's page; what it shows, its script asks the API for. */
export const accountPage = page('/users/account')
