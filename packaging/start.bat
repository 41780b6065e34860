@echo off
rem Osuma in the folder Osuma of your home (or OSUMA_DIR); the browser opens on the first page.
if "%OSUMA_DIR%"=="" set "OSUMA_DIR=%USERPROFILE%\Osuma"
"%~dp0osuma.exe" serve --dir "%OSUMA_DIR%"
pause
