# syntax=docker/dockerfile:1
FROM node:24-slim AS build
WORKDIR /app
COPY . .
# npm counts what the tests need for production as long as the tools that bring it are there. The second installation is
# what the server needs alone, without the workspace's own Node.
RUN npm ci && npx tsc --build apps/server/tsconfig.lib.json \
  && rm -rf tools apps/example-host && npm ci --omit=dev --workspace apps/server

FROM node:24-slim
ENV NODE_ENV=production \
    HTTP_HOST=0.0.0.0 \
    PERSISTENCE_DATA_PATH=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/libs ./libs
COPY --from=build /app/apps/server ./apps/server
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080 50051
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/v1/.well-known/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# It starts on this address only with credentials: set AUTHENTICATION_APIKEY_ENABLED and its keys, as docker-compose.yml does.
CMD ["node", "apps/server/dist/main.js"]
