@rem Windows has no `exec`, by which the script `dev` of package.json keeps no shell between npm and the server.
@%*
